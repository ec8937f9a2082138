package io.github.bpf4j.host;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.LogSink;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Hands each record to the SLF4J logger of its name.
final class Slf4jSink implements LogSink {
  @Override
  public void accept(LogRecord record) {
    var level =
        switch (record.level()) {
          case ERROR -> Level.ERROR;
          case WARN -> Level.WARN;
          case INFO -> Level.INFO;
          case DEBUG -> Level.DEBUG;
          case TRACE -> Level.TRACE;
        };
    LoggerFactory.getLogger(record.logger())
        .atLevel(level)
        .log(record.template(), record.arguments().toArray());
  }
}
