package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// An array of network interfaces, empty at first
///
/// Source: `Documentation/bpf/map_devmap.rst`, `BPF_MAP_TYPE_DEVMAP` ( keys from 0 on.:Linux 4.14; values that name a program, as here, 5.8).
public final class BpfDevMap extends BpfDeviceMap {
  private BpfDevMap(int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.DEVMAP, maxEntries, bound);
  }

  /// A map of at most `maxEntries` interfaces.
  ///
  /// @throws IllegalArgumentException if `maxEntries` is below 1
  public static BpfDevMap of(int maxEntries) {
    return new BpfDevMap(maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfDevMap bind(MapEntries entries) {
    return new BpfDevMap(specification().maxEntries(), entries);
  }
}
