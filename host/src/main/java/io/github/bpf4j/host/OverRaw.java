package io.github.bpf4j.host;

import io.github.bpf4j.api.BpfMap;
import org.jspecify.annotations.Nullable;

/// What a typed map is bound to, where it stands on a runtime's map.
interface OverRaw {
  /// The runtime's map.
  RawMap raw();

  /// The runtime's map that `map` stands on, or null if it stands on none.
  static @Nullable RawMap of(BpfMap map) {
    return map.storage() instanceof OverRaw over ? over.raw() : null;
  }
}
