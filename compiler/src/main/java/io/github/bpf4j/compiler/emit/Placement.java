package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.compiler.select.MachineFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;

/// In which order blocks stand: each behind all that lead to it but for the ways back of loops, so that
/// jumps go forward and most blocks are fallen into; what runs rarely at the end.
final class Placement {
  private record Visit(MachineBlock block, Iterator<MachineBlock> targets) {
    static Visit of(MachineBlock block) {
      var targets = block.end().targets();
      // What is visited last stands next: what a test falls through to, or a gate lets in.
      boolean lastIsNext = block.end() instanceof End.Test;
      return new Visit(block, (lastIsNext ? targets : targets.reversed()).iterator());
    }
  }

  private Placement() {}

  /// Where a jump to `block` ends up: blocks that only go on are left out.
  static MachineBlock through(MachineBlock block) {
    var seen = new HashSet<MachineBlock>();
    MachineBlock now = block;
    while (now.insns().isEmpty() && now.end() instanceof End.Goto(var target) && seen.add(now)) {
      now = target;
    }
    return now;
  }

  static List<MachineBlock> order(MachineFunction function) {
    var postorder = new ArrayList<MachineBlock>();
    var seen = new HashSet<MachineBlock>();
    var stack = new ArrayDeque<Visit>();
    MachineBlock entry = through(function.blocks().getFirst());
    seen.add(entry);
    stack.push(Visit.of(entry));
    while (!stack.isEmpty()) {
      Visit visit = stack.element();
      if (!visit.targets().hasNext()) {
        postorder.add(visit.block());
        stack.pop();
        continue;
      }
      MachineBlock target = through(visit.targets().next());
      if (seen.add(target)) {
        stack.push(Visit.of(target));
      }
    }
    var order = new ArrayList<MachineBlock>();
    postorder.reversed().stream().filter(block -> !block.cold()).forEach(order::add);
    postorder.reversed().stream().filter(MachineBlock::cold).forEach(order::add);
    return order;
  }
}
