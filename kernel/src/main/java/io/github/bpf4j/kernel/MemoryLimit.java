package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.Syscall;
import java.lang.foreign.Arena;

/// Before Linux 5.11, maps and programs counted against the process's limit of locked memory, 64 KiB
/// as a rule, and the kernel answered EPERM.
final class MemoryLimit {
  private static final int RLIMIT_MEMLOCK = 8;
  private static final long RLIM_INFINITY = -1;

  private MemoryLimit() {}

  /// Lifts the limit, if this process may.
  static void lift() {
    try (var arena = Arena.ofConfined()) {
      var limit = arena.allocateFrom(JAVA_LONG, RLIM_INFINITY, RLIM_INFINITY);
      Syscall.PRLIMIT64.call(0, RLIMIT_MEMLOCK, limit.address(), 0);
    }
  }
}
