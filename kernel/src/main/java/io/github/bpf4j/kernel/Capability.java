package io.github.bpf4j.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/// The privileges of a process that have to do with eBPF (capabilities(7),
/// `include/uapi/linux/capability.h`).
public enum Capability {
  /// Network devices: loading XDP programs.
  CAP_NET_ADMIN(12),
  /// Nearly everything, in place of all the others here.
  CAP_SYS_ADMIN(21),
  /// Tracing, and pointer arithmetic that a side channel could misuse; Linux 5.8.
  CAP_PERFMON(38),
  /// Loading programs and making maps; Linux 5.8.
  CAP_BPF(39);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /// Those that this process holds (effective ones); none where there is no `/proc`.
  public static Set<Capability> held() {
    var held = EnumSet.noneOf(Capability.class);
    long bits = effective();
    for (var capability : values()) {
      if ((bits >>> capability.bit & 1) != 0) {
        held.add(capability);
      }
    }
    return held;
  }

  /// Those of CAP_BPF and CAP_NET_ADMIN that an XDP program needs and this process lacks.
  public static Set<Capability> missingForXdp() {
    var held = held();
    var missing = EnumSet.of(CAP_BPF, CAP_NET_ADMIN);
    missing.removeAll(held);
    if (held.contains(CAP_SYS_ADMIN)) {
      missing.clear();
    }
    return missing;
  }

  private static long effective() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("CapEff:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .findFirst()
          .orElse(0);
    } catch (IOException noProc) {
      return 0;
    }
  }
}
