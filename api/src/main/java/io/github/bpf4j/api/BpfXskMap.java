package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// AF_XDP sockets that packets can be sent to, past the network stack to user space. Keys are mostly the
/// numbers of receive queues: a packet can go only to a socket that is bound to the interface and queue
/// that it came in by.
///
/// Source: `Documentation/bpf/map_xskmap.rst`, `BPF_MAP_TYPE_XSKMAP` (Linux 4.18).
public final class BpfXskMap extends BpfRedirectMap {
  private BpfXskMap(int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.XSKMAP, Integer.class, maxEntries, bound);
  }

  /// A map of sockets with keys below `maxEntries`, none there at first.
  ///
  /// @throws IllegalArgumentException if `maxEntries` is below 1
  public static BpfXskMap of(int maxEntries) {
    return new BpfXskMap(maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfXskMap bind(MapEntries entries) {
    return new BpfXskMap(specification().maxEntries(), entries);
  }

  /// Stores a socket under `key`. The kernel does not give it back. User space only.
  ///
  /// @param socket its file descriptor; on the plain JVM and in the VM, any number that stands for it
  /// @return false if the map has no such key
  public boolean put(int key, int socket) {
    return store(key, socket);
  }

  @Override
  @Nullable XdpRedirect target(int key) {
    var socket = number(key);
    return socket == null ? null : new XdpRedirect.Socket(key, socket);
  }
}
