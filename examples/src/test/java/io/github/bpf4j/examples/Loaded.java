package io.github.bpf4j.examples;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.kernel.Kernel;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The runtimes, and programs loaded in them. A test in the kernel is skipped with the reason where bpf(2)
/// is not available, and fails where the system property `bpf4j.kernel.required` is `true`.
final class Loaded {
  private Loaded() {}

  static Stream<BpfRuntime> runtimes() {
    return Stream.of(new JvmRuntime(), new VmRuntime(), new KernelRuntime());
  }

  static LoadedProgram on(BpfRuntime runtime, Class<?> type) {
    return on(runtime, type, null);
  }

  static LoadedProgram on(BpfRuntime runtime, Class<?> type, @Nullable String program) {
    return on(runtime, type, program, LoadOptions.DEFAULT);
  }

  static LoadedProgram on(
      BpfRuntime runtime, Class<?> type, @Nullable String program, LoadOptions loadOptions) {
    if (runtime instanceof KernelRuntime) {
      requireKernel();
    }
    var options = CompilerOptions.DEFAULT.withProgram(program);
    return runtime.load(BpfCompiler.compile(type, options), loadOptions);
  }

  private static void requireKernel() {
    try {
      Kernel.load(Pass.class).close();
    } catch (BpfException refused) {
      if (Boolean.getBoolean("bpf4j.kernel.required")) {
        throw refused;
      }
      Assumptions.abort("no bpf(2) here: " + refused.getMessage());
    }
  }

  static XdpAction verdict(LoadedProgram program, XdpPacket packet) {
    return XdpAction.of(program.run(packet));
  }
}
