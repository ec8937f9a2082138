package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Network interfaces by any number, such as their own index.
///
/// Source: `Documentation/bpf/map_devmap.rst`, `BPF_MAP_TYPE_DEVMAP_HASH` (Linux 5.4; values that name a program, as here, 5.8).
public final class BpfDevHashMap extends BpfDeviceMap {
  private BpfDevHashMap(int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.DEVMAP_HASH, maxEntries, bound);
  }

  /// A map of at most `maxEntries` interfaces.
  ///
  /// @throws IllegalArgumentException if `maxEntries` is below 1
  public static BpfDevHashMap of(int maxEntries) {
    return new BpfDevHashMap(maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfDevHashMap bind(MapEntries entries) {
    return new BpfDevHashMap(specification().maxEntries(), entries);
  }
}
