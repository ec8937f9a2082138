package io.github.bpf4j.vm;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.LoadOptions;

/// The VM in this process.
public final class Vm {
  private Vm() {}

  /// Compiles the only program of `type` and loads it.
  ///
  /// @throws io.github.bpf4j.compiler.CompileException with everything that cannot be compiled
  public static VmProgram load(Class<?> type) {
    return load(type, LoadOptions.DEFAULT);
  }

  /// Compiles the only program of `type` and loads it.
  ///
  /// @throws io.github.bpf4j.compiler.CompileException with everything that cannot be compiled
  public static VmProgram load(Class<?> type, LoadOptions options) {
    return new VmRuntime().load(BpfCompiler.compile(type), options);
  }
}
