package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.sys.FileDescriptor;

/// The kernel of this machine.
public final class Kernel {
  private Kernel() {}

  /// Lets the kernel count runs and measure their time, for all programs of the system, until what this
  /// returns is closed; see [ProgramInfo#runs]. It costs about 20 ns a run. Linux 5.8.
  public static Statistics enableStatistics() {
    Failures.requireLinux();
    long result = ObjectCommands.enableStatistics();
    if (result < 0) {
      throw Failures.of("cannot switch run statistics on (Linux 5.8)", result);
    }
    var descriptor = new FileDescriptor((int) result, "run statistics");
    return descriptor::close;
  }

  /// Run statistics that are on.
  @FunctionalInterface
  public interface Statistics extends AutoCloseable {
    /// Switches them off, unless somebody else has them on too. Idempotent.
    @Override
    void close();
  }
}
