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

  /// The level of the same name.
  public org.slf4j.event.Level toSlf4j() {
    return switch (this) {
      case ERROR -> org.slf4j.event.Level.ERROR;
      case WARN -> org.slf4j.event.Level.WARN;
      case INFO -> org.slf4j.event.Level.INFO;
      case DEBUG -> org.slf4j.event.Level.DEBUG;
      case TRACE -> org.slf4j.event.Level.TRACE;
    };
  }
}
