package io.github.bpf4j.host;

import io.github.bpf4j.api.LogLevel;
import java.util.HashMap;
import java.util.Map;

/// How to load a program.
///
/// @param logLevel log statements of more detail are switched off inside the program
/// @param logBufferBytes the size of the ring buffer for log records: a power of two, at least 4,096
/// @param tunables values of the program's `@Tunable` fields, by name; others keep what they have
public record LoadOptions(LogLevel logLevel, int logBufferBytes, Map<String, Object> tunables) {
  /// Level INFO, 256 KiB, all tunables as they are.
  public static final LoadOptions DEFAULT = new LoadOptions(LogLevel.INFO, 256 * 1024, Map.of());

  /// Checks the size.
  public LoadOptions {
    tunables = Map.copyOf(tunables);
    if (logBufferBytes < 4096 || Integer.bitCount(logBufferBytes) != 1) {
      throw new IllegalArgumentException(
          "the log buffer must be a power of two of at least 4096 bytes, not " + logBufferBytes);
    }
  }

  /// These options with another limit for log records.
  public LoadOptions withLogLevel(LogLevel level) {
    return new LoadOptions(level, logBufferBytes, tunables);
  }

  /// These options with another size of the ring buffer for log records.
  public LoadOptions withLogBufferBytes(int bytes) {
    return new LoadOptions(logLevel, bytes, tunables);
  }

  /// These options with a value for the `@Tunable` field `name`: a boxed number or an enum constant.
  public LoadOptions withTunable(String name, Object value) {
    var all = new HashMap<>(tunables);
    all.put(name, value);
    return new LoadOptions(logLevel, logBufferBytes, all);
  }
}
