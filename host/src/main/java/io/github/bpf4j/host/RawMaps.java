package io.github.bpf4j.host;

import org.jspecify.annotations.Nullable;

/// A live map of maps: what the [RawMap] of a runtime implements too if its map is one. The bytes of its
/// values are the runtime's own affair.
public interface RawMaps {
  /// A new map as [MapDefinition#inner] says, empty.
  RawMap newMap();

  /// The map under `key`, or null if there is none.
  @Nullable RawMap get(byte[] key);

  /// Stores `map` under `key`.
  ///
  /// @return false if there is no room, or no such index
  /// @throws IllegalArgumentException if the map is another runtime's
  boolean put(byte[] key, RawMap map);
}
