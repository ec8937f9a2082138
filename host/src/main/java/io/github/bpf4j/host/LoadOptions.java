package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.LogLevel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// How to load a program.
///
/// @param logLevel log statements of more detail are switched off inside the program
/// @param logBufferBytes the size of the ring buffer for log records: a power of two, at least 4,096
/// @param tunables values of the program's `@Tunable` fields, by name; others keep what they have
/// @param maps maps of other loads that stand for this program's, see [#withMap]
public record LoadOptions(
    LogLevel logLevel, int logBufferBytes, Map<String, Object> tunables, Map<BpfMap, BpfMap> maps) {
  /// Level INFO, 256 KiB, all tunables as they are.
  public static final LoadOptions DEFAULT =
      new LoadOptions(LogLevel.INFO, 256 * 1024, Map.of(), Map.of());

  /// Checks the size.
  public LoadOptions {
    tunables = Map.copyOf(tunables);
    maps = Map.copyOf(maps);
    if (logBufferBytes < 4096 || Integer.bitCount(logBufferBytes) != 1) {
      throw new IllegalArgumentException(
          "the log buffer must be a power of two of at least 4096 bytes, not " + logBufferBytes);
    }
  }

  /// These options with another limit for log records.
  public LoadOptions withLogLevel(LogLevel level) {
    return new LoadOptions(level, logBufferBytes, tunables, maps);
  }

  /// These options with another size of the ring buffer for log records.
  public LoadOptions withLogBufferBytes(int bytes) {
    return new LoadOptions(logLevel, bytes, tunables, maps);
  }

  /// These options with a value for the `@Tunable` field `name`: a boxed number or an enum constant.
  public LoadOptions withTunable(String name, Object value) {
    var all = new HashMap<>(tunables);
    all.put(name, value);
    return new LoadOptions(logLevel, logBufferBytes, all, maps);
  }

  /// These options with a map of another load in the place of the one that this load would make: both programs
  /// then use the same. The other load stays open as long as this one.
  /// ```java
  /// LoadOptions.DEFAULT.withMap(Parser.COUNTS, dispatcher.map(Dispatcher.COUNTS))
  /// ```
  ///
  /// @param definition the static field's value in the class that is loaded
  /// @param shared what [LoadedProgram#map] gave, in the same runtime
  /// @throws IllegalArgumentException if the two are not alike, or `shared` stands for another map already: the
  ///     compiler takes them to be two
  public <M extends BpfMap> LoadOptions withMap(M definition, M shared) {
    if (!definition.specification().equals(shared.specification())) {
      throw new IllegalArgumentException(
          "a map like %s cannot stand for one like %s".formatted(shared, definition));
    }
    var all = new HashMap<>(maps);
    all.remove(definition);
    if (all.values().stream()
        .anyMatch(other -> Objects.equals(other.storage(), shared.storage()))) {
      throw new IllegalArgumentException("one map (%s) cannot stand for two".formatted(shared));
    }
    all.put(definition, shared);
    return new LoadOptions(logLevel, logBufferBytes, tunables, all);
  }
}
