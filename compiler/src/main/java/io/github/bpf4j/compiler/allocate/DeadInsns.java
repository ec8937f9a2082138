package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.BitSet;
import java.util.List;

/// Removes instructions that only write a register which nobody reads.
final class DeadInsns {
  private DeadInsns() {}

  static void remove(MachineFunction function) {
    boolean again = true;
    while (again) {
      again = false;
      var liveness = Liveness.of(function);
      for (MachineBlock block : function.blocks()) {
        again |= remove(block, liveness.atEnd(block));
      }
    }
  }

  private static boolean remove(MachineBlock block, BitSet live) {
    boolean changed = false;
    Liveness.use(live, block.end().uses());
    List<MachineInsn> insns = block.insns();
    for (int i = insns.size() - 1; i >= 0; i--) {
      if (isDead(insns.get(i), live)) {
        insns.remove(i);
        changed = true;
      } else {
        Liveness.step(live, insns.get(i));
      }
    }
    return changed;
  }

  private static boolean isDead(MachineInsn insn, BitSet live) {
    return switch (insn) {
      case MachineInsn.Plain plain -> plain.writesDst() && !live.get(plain.dst());
      case MachineInsn.Reload reload -> !live.get(reload.dst());
      case MachineInsn.Call _, MachineInsn.Spill _ -> false;
    };
  }
}
