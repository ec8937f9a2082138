package io.github.bpf4j.api;

/// How important a log record is. The ordinals grow with the amount of detail.
public enum LogLevel {
  /// Something failed.
  ERROR,
  /// Something is not as it should be.
  WARN,
  /// What an operator wants to see.
  INFO,
  /// What a developer wants to see.
  DEBUG,
  /// Everything.
  TRACE;

  /// Whether records of `level` are let through where this level is the limit.
  public boolean includes(LogLevel level) {
    return level.ordinal() <= ordinal();
  }
}
