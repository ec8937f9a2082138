package io.github.bpf4j.cli;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;

/// Where a program runs.
enum RuntimeKind {
  /// On the plain JVM: the Java method itself.
  JVM,
  /// In the in-process VM: the compiled eBPF program.
  VM,
  /// In the kernel.
  KERNEL;

  BpfRuntime runtime() {
    return switch (this) {
      case JVM -> new JvmRuntime();
      case VM -> new VmRuntime();
      case KERNEL -> new KernelRuntime();
    };
  }
}
