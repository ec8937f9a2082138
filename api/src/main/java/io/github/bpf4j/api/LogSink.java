package io.github.bpf4j.api;

/// Where log records go.
@FunctionalInterface
public interface LogSink {
  /// Takes one record. Called by one thread at a time.
  void accept(LogRecord record);
}
