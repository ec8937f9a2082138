package io.github.bpf4j.host;

import io.github.bpf4j.compiler.CompiledProgram;

/// Something that runs compiled programs: the kernel, the in-process VM, or the plain JVM.
public interface BpfRuntime {
  /// `kernel`, `vm` or `jvm`.
  String name();

  /// Loads a program.
  ///
  /// @throws BpfException if the runtime refuses it
  LoadedProgram load(CompiledProgram program, LoadOptions options);
}
