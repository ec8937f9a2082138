package io.github.bpf4j.vm;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.Tunables;

/// Runs programs in this process, on any machine and without privileges.
///
/// @param options what its machines are like
public record VmRuntime(VmOptions options) implements BpfRuntime {
  /// A VM with the default options.
  public VmRuntime() {
    this(VmOptions.DEFAULT);
  }

  @Override
  public String name() {
    return "vm";
  }

  /// Loads a program, with maps of its own. Nothing is verified: what a program may not do is noticed
  /// when it does it.
  ///
  /// @throws VmException if the program has an instruction, or calls a helper, that the VM does not have
  /// @throws io.github.bpf4j.host.BpfException if there can be no such map
  @Override
  public VmProgram load(CompiledProgram program, LoadOptions loadOptions) {
    return new VmProgram(Tunables.apply(program, loadOptions), loadOptions, options);
  }
}
