package io.github.bpf4j.host;

import io.github.bpf4j.api.LogLevel;

/// How to load a program.
///
/// @param logLevel log statements of more detail are switched off inside the program
/// @param logBufferBytes the size of the ring buffer for log records: a power of two, at least 4,096
public record LoadOptions(LogLevel logLevel, int logBufferBytes) {
  /// Level INFO, 256 KiB.
  public static final LoadOptions DEFAULT = new LoadOptions(LogLevel.INFO, 256 * 1024);

  /// Checks the size.
  public LoadOptions {
    if (logBufferBytes < 4096 || Integer.bitCount(logBufferBytes) != 1) {
      throw new IllegalArgumentException(
          "the log buffer must be a power of two of at least 4096 bytes, not " + logBufferBytes);
    }
  }

  /// These options with another limit for log records.
  public LoadOptions withLogLevel(LogLevel level) {
    return new LoadOptions(level, logBufferBytes);
  }

  /// These options with another size of the ring buffer for log records.
  public LoadOptions withLogBufferBytes(int bytes) {
    return new LoadOptions(logLevel, bytes);
  }
}
