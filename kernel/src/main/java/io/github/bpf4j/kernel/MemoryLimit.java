package io.github.bpf4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.Syscall;
import java.lang.foreign.Arena;
import java.util.function.LongSupplier;

/// Before Linux 5.11, maps and programs counted against the process's limit of locked memory, 64 KiB
/// as a rule, and the kernel answered EPERM.
final class MemoryLimit {
  private static final int RLIMIT_MEMLOCK = 8;
  private static final long RLIM_INFINITY = -1;

  private MemoryLimit() {}

  /// The result of `command`, tried again without the limit where that may have been what refused it.
  static long lifted(LongSupplier command) {
    long result = command.getAsLong();
    if (Errno.EPERM.is(result) && Capability.missingForXdp().isEmpty()) {
      lift();
      result = command.getAsLong();
    }
    return result;
  }

  private static void lift() {
    try (var arena = Arena.ofConfined()) {
      var limit = arena.allocateFrom(JAVA_LONG, RLIM_INFINITY, RLIM_INFINITY);
      Syscall.PRLIMIT64.call(0, RLIMIT_MEMLOCK, limit.address(), 0);
    }
  }
}
