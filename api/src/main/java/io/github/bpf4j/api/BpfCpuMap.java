package io.github.bpf4j.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// CPUs that packets can be sent to: there the network stack takes them, so that one receive queue can keep
/// several CPUs busy. Keys are the CPUs' numbers.
///
/// Source: `Documentation/bpf/map_cpumap.rst`, `BPF_MAP_TYPE_CPUMAP` (Linux 4.15; values that name a
/// program, as here, 5.9).
public final class BpfCpuMap extends BpfRedirectMap {
  private BpfCpuMap(int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.CPUMAP, RedirectTarget.class, maxEntries, bound);
  }

  /// A map of the CPUs below `maxEntries`, none there at first. The kernel allows as many as it was built for.
  ///
  /// @throws IllegalArgumentException if `maxEntries` is below 1
  public static BpfCpuMap of(int maxEntries) {
    return new BpfCpuMap(maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfCpuMap bind(MapEntries entries) {
    return new BpfCpuMap(specification().maxEntries(), entries);
  }

  /// Makes the CPU take packets, of which `queueSize` can wait, 1 to 16,384. User space only.
  ///
  /// @return false if the map has no such key
  public boolean put(int cpu, int queueSize) {
    if (queueSize < 1 || queueSize > 16_384) {
      throw new IllegalArgumentException(
          "a CPU's queue has room for 1 to 16,384 packets, not " + queueSize);
    }
    return store(cpu, new RedirectTarget(queueSize, 0));
  }

  /// How many packets can wait for the CPU, or null if it takes none. User space only.
  public @Nullable Integer get(int cpu) {
    return number(cpu);
  }

  /// A copy of the entries: lengths of queues by CPU. User space only.
  public Map<Integer, Integer> snapshot() {
    return numbers();
  }

  @Override
  @Nullable XdpRedirect target(int key) {
    return number(key) == null ? null : new XdpRedirect.Cpu(key);
  }
}
