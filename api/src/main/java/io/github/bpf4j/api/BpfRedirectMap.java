package io.github.bpf4j.api;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where packets can be sent, by number: user space fills it with interfaces, CPUs or sockets, and programs
/// send packets there by [XdpContext#redirect(BpfRedirectMap, int, XdpAction)].
public abstract sealed class BpfRedirectMap extends BpfMap
    permits BpfDeviceMap, BpfCpuMap, BpfXskMap {
  private final MapSource source;

  BpfRedirectMap(
      MapSpecification.Kind kind, Class<?> valueType, int maxEntries, @Nullable MapEntries bound) {
    super(new MapSpecification(kind, Integer.class, valueType, maxEntries));
    this.source = new MapSource(specification(), bound);
  }

  @Override
  final MapSource source() {
    return source;
  }

  /// What a packet that is sent to `key` meets; null if there is nothing.
  abstract @Nullable XdpRedirect target(int key);

  final boolean store(int key, Object value) {
    boolean isArray = specification().kind() != MapSpecification.Kind.DEVMAP_HASH;
    if (isArray && Integer.compareUnsigned(key, specification().maxEntries()) >= 0) {
      return false;
    }
    return source.entries().put(key, value, MapEntries.Mode.ANY);
  }

  /// The number that was stored under `key`, or null if there is none.
  final @Nullable Integer number(int key) {
    return switch (source.entries().get(key)) {
      case null -> null;
      case RedirectTarget target -> target.target();
      case Integer number -> number;
      case Object other -> throw new IllegalStateException("no number: " + other);
    };
  }

  final Map<Integer, Integer> numbers() {
    var all = new TreeMap<Integer, Integer>();
    for (Object key : source.entries().keys()) {
      var number = number((Integer) key);
      if (number != null) {
        all.put((Integer) key, number);
      }
    }
    return all;
  }

  /// Removes what is stored under `key`, if there is anything. User space only.
  public void remove(int key) {
    source.entries().remove(key);
  }
}
