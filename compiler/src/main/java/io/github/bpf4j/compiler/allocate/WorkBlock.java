package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import java.util.ArrayList;
import java.util.List;

/// A block while its registers are allocated.
final class WorkBlock {
  final MachineBlock origin;
  List<Step> steps;
  MachineBlock.End end;

  WorkBlock(MachineBlock origin) {
    this.origin = origin;
    steps = new ArrayList<>(origin.insns().stream().map(i -> new Step(i, i)).toList());
    end = origin.end();
  }

  /// How much an instruction here counts: ten times as much in each loop, and little where it is cold.
  double weight() {
    return Math.pow(10, Math.min(origin.depth(), 6)) * (origin.cold() ? 0.01 : 1);
  }
}
