package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.allocate.Allocator;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.select.Selector;
import io.github.bpf4j.isa.IsaVersion;

/// All steps after the optimiser: selection, allocation, emission.
public final class Backend {
  private Backend() {}

  /// The eBPF instructions of `function`, which is used up.
  ///
  /// @param target the newest instructions that may be used
  public static EmittedCode generate(Function function, IsaVersion target) {
    var machine = Selector.select(function, target);
    var allocated = Allocator.allocate(machine);
    return Emitter.emit(machine, allocated.slots());
  }
}
