package io.github.bpf4j.kernel.sys;

import io.github.bpf4j.host.BpfException;

/// A system call failed where there is nothing better to say than what the kernel said.
public final class SystemException extends BpfException {
  private final long result;

  /// @param what what failed: `cannot open a socket`
  /// @param result what the [Syscall] returned, below 0
  public SystemException(String what, long result) {
    super(what + ": " + Errno.describe(result));
    this.result = result;
  }

  /// What the [Syscall] returned, below 0.
  public long result() {
    return result;
  }

  /// Gives back `result` unless it is a failure.
  public static long check(String what, long result) {
    if (result < 0) {
      throw new SystemException(what, result);
    }
    return result;
  }

  /// Takes over the descriptor that a system call returned.
  public static FileDescriptor open(String what, long result) {
    return new FileDescriptor((int) check("cannot open " + what, result), what);
  }
}
