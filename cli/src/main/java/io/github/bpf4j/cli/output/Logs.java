package io.github.bpf4j.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/// Logback's configuration, in place of a file: what programs log goes to standard output, one line a
/// record; what bpf4j itself has to say, to standard error. Which levels of a program's records appear
/// is decided where they are made, in the program.
public final class Logs extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.github.bpf4j";

  /// For Logback, which finds this class as a service.
  public Logs() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var ours = context.getLogger(OURS);
    ours.setLevel(Level.WARN);
    ours.setAdditive(false);
    install(ours, new LineAppender(System.err::println, false));
    var root = root(context);
    root.setLevel(Level.TRACE);
    install(root, new LineAppender(System.out::println, false));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Sends what programs log to `appender` from now on.
  static void sendTo(LineAppender appender) {
    install(root((LoggerContext) LoggerFactory.getILoggerFactory()), appender);
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static void install(Logger logger, Appender<ILoggingEvent> appender) {
    logger.detachAndStopAllAppenders();
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }
}
