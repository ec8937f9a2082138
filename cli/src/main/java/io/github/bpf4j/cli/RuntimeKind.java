package io.github.bpf4j.cli;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.kernel.KernelRuntime;

/// Where a program runs.
enum RuntimeKind {
  /// On the plain JVM: the Java method itself.
  JVM,
  /// In the kernel.
  KERNEL;

  BpfRuntime runtime() {
    return switch (this) {
      case JVM -> new JvmRuntime();
      case KERNEL -> new KernelRuntime();
    };
  }
}
