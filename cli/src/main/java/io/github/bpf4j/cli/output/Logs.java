package io.github.bpf4j.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/// Logback's configuration, in place of a file: one line a record to standard output. Which levels
/// appear is decided where records are made, in the program.
public final class Logs extends ContextAwareBase implements Configurator {
  /// For Logback, which finds this class as a service.
  public Logs() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    install(context, new LineAppender(System.out::println, false));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void sendTo(LineAppender appender) {
    install((LoggerContext) LoggerFactory.getILoggerFactory(), appender);
  }

  private static void install(LoggerContext context, Appender<ILoggingEvent> appender) {
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.TRACE);
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
  }
}
