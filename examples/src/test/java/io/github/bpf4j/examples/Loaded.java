package io.github.bpf4j.examples;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.vm.VmRuntime;
import java.util.stream.Stream;

/// The runtimes that are everywhere.
final class Loaded {
  private Loaded() {}

  static Stream<BpfRuntime> runtimes() {
    return Stream.of(new JvmRuntime(), new VmRuntime());
  }

  static LoadedProgram on(BpfRuntime runtime, Class<?> type) {
    return runtime.load(BpfCompiler.compile(type), LoadOptions.DEFAULT);
  }

  static XdpAction verdict(LoadedProgram program, XdpPacket packet) {
    return XdpAction.of(program.run(packet));
  }
}
