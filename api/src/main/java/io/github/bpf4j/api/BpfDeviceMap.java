package io.github.bpf4j.api;

import java.net.NetworkInterface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the two kinds of map of network interfaces have in common. An interface that goes away is gone from
/// the map, too.
public abstract sealed class BpfDeviceMap extends BpfRedirectMap permits BpfDevMap, BpfDevHashMap {
  BpfDeviceMap(MapSpecification.Kind kind, int maxEntries, @Nullable MapEntries bound) {
    super(kind, RedirectTarget.class, maxEntries, bound);
  }

  /// Stores the interface with this index under `key`; in the kernel, an interface of the calling thread's
  /// network namespace. User space only.
  ///
  /// @return false if the map has no room for it, or no such key
  public boolean put(int key, int interfaceIndex) {
    if (interfaceIndex <= 0) {
      throw new IllegalArgumentException("an interface's index is above 0, not " + interfaceIndex);
    }
    return store(key, new RedirectTarget(interfaceIndex, 0));
  }

  /// Stores an interface under `key`. User space only.
  ///
  /// @return false if the map has no room for it, or no such key
  public boolean put(int key, NetworkInterface networkInterface) {
    return put(key, networkInterface.getIndex());
  }

  /// The index of the interface that is stored under `key`, or null if there is none. User space only.
  public @Nullable Integer get(int key) {
    return number(key);
  }

  /// A copy of the entries: interfaces' indices by key. User space only.
  public Map<Integer, Integer> snapshot() {
    return numbers();
  }

  @Override
  final @Nullable XdpRedirect target(int key) {
    var index = number(key);
    return index == null ? null : new XdpRedirect.Device(index);
  }
}
