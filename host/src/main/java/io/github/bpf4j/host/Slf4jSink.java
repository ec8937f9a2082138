package io.github.bpf4j.host;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.LogSink;
import org.slf4j.LoggerFactory;

/// Hands each record to the SLF4J logger of its name.
final class Slf4jSink implements LogSink {
  @Override
  public void accept(LogRecord record) {
    LoggerFactory.getLogger(record.logger())
        .atLevel(record.level().toSlf4j())
        .log(record.template(), record.arguments().toArray());
  }
}
