package io.github.bpf4j.cli.output;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.LogSink;

/// Prints what a run brings.
public sealed interface Reporter extends LogSink permits TextReporter, JsonReporter {
  /// Prints one log record. Called by one thread at a time.
  @Override
  void accept(LogRecord record);

  /// Prints how the run ended. Called once, at last.
  void summary(Summary summary);
}
