package io.github.bpf4j.cli.output;

import ch.qos.logback.classic.Logger;
import io.github.bpf4j.api.LogRecord;
import java.io.PrintStream;
import org.slf4j.LoggerFactory;

/// Log records through SLF4J to standard output; the summary to standard error.
public final class TextReporter implements Reporter {
  private final LineOutput out;
  private final PrintStream err;

  /// Sends everything that is logged through SLF4J to `out` from now on.
  public TextReporter(LineOutput out, PrintStream err, boolean colour) {
    this.out = out;
    this.err = err;
    Logs.sendTo(new LineAppender(out::line, colour));
  }

  @Override
  public void accept(LogRecord record) {
    // Not through the fluent API: it would make two objects a record.
    var logger = (Logger) LoggerFactory.getLogger(record.logger());
    var arguments = record.arguments().toArray();
    switch (record.level()) {
      case ERROR -> logger.error(record.template(), arguments);
      case WARN -> logger.warn(record.template(), arguments);
      case INFO -> logger.info(record.template(), arguments);
      case DEBUG -> logger.debug(record.template(), arguments);
      case TRACE -> logger.trace(record.template(), arguments);
    }
  }

  @Override
  public void summary(Summary summary) {
    out.flush();
    err.println(summary.text());
  }
}
