package io.github.bpf4j.kernel;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.kernel.bpf.ObjectCommands;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Syscall;

/// The kernel of this machine.
public final class Kernel {
  private Kernel() {}

  /// Compiles the only program of `type` and loads it.
  ///
  /// @throws io.github.bpf4j.compiler.CompileException with everything that cannot be compiled
  /// @throws KernelRejection if the kernel's verifier refuses the program
  /// @throws io.github.bpf4j.host.BpfException for lack of privileges, of memory or of a newer kernel
  public static KernelProgram load(Class<?> type) {
    return load(type, LoadOptions.DEFAULT);
  }

  /// Compiles the only program of `type` and loads it.
  public static KernelProgram load(Class<?> type, LoadOptions options) {
    return new KernelRuntime().load(BpfCompiler.compile(type), options);
  }

  /// Begins, in a thread of its own, what makes the first load slow: linking to the C library. Worth it for
  /// a program that has something else to do before it loads, such as compiling. Returns at once.
  public static void prepare() {
    if (Syscall.available()) {
      Thread.ofPlatform().name("bpf4j prepare").daemon().start(() -> Syscall.CLOSE.call(-1));
    }
  }

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
