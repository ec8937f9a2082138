package io.github.bpf4j.host;

import io.github.bpf4j.compiler.CompiledProgram;
import java.util.Map;
import java.util.TreeMap;

/// Maps of other loads that a load uses instead of its own, see [LoadOptions#withMap].
public final class SharedMaps {
  private SharedMaps() {}

  /// The runtime's maps that stand for those of `program`, by their index in its object.
  ///
  /// @param type the class of the runtime's maps
  /// @param where the runtime: `in the VM`
  /// @throws IllegalArgumentException if one is elsewhere or stands for two, or the program does not use what it
  ///     stands for
  public static <R extends RawMap> Map<Integer, R> of(
      CompiledProgram program, LoadOptions options, Class<R> type, String where) {
    var shared = new TreeMap<Integer, R>();
    options
        .maps()
        .forEach((definition, map) -> {
          int index = TypedMaps.indexOf(program, definition);
          if (!type.isInstance(OverRaw.of(map))) {
            throw new IllegalArgumentException(
                "%s is no map of a program %s: take one that program.map(…) gave"
                    .formatted(map, where));
          }
          var raw = type.cast(OverRaw.of(map));
          if (shared.containsValue(raw)) {
            throw new IllegalArgumentException("one map (%s) cannot stand for two".formatted(map));
          }
          shared.put(index, raw);
        });
    return shared;
  }
}
