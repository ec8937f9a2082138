package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.BitSet;
import java.util.List;

/// Which registers hold something that is still needed, at the end of each block.
final class Liveness {
  private final BitSet[] atStart;
  private final BitSet[] atEnd;

  private Liveness(int blocks) {
    atStart = new BitSet[blocks];
    atEnd = new BitSet[blocks];
    for (int i = 0; i < blocks; i++) {
      atStart[i] = new BitSet();
      atEnd[i] = new BitSet();
    }
  }

  static Liveness of(MachineFunction function) {
    var blocks = function.blocks();
    var liveness = new Liveness(blocks.size());
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = blocks.size() - 1; b >= 0; b--) {
        changed |= liveness.update(blocks.get(b));
      }
    }
    return liveness;
  }

  private boolean update(MachineBlock block) {
    var live = atEnd[block.number()];
    for (MachineBlock target : block.end().targets()) {
      live.or(atStart[target.number()]);
    }
    var now = (BitSet) live.clone();
    use(now, block.end().uses());
    List<MachineInsn> insns = block.insns();
    for (int i = insns.size() - 1; i >= 0; i--) {
      step(now, insns.get(i));
    }
    if (now.equals(atStart[block.number()])) {
      return false;
    }
    atStart[block.number()] = now;
    return true;
  }

  /// A copy of what is needed after the block's end.
  BitSet atEnd(MachineBlock block) {
    return (BitSet) atEnd[block.number()].clone();
  }

  /// From what is needed after `insn` to what is needed before it.
  static void step(BitSet live, MachineInsn insn) {
    for (int register : insn.defs()) {
      live.clear(register);
    }
    use(live, insn.uses());
  }

  static void use(BitSet live, int[] registers) {
    for (int register : registers) {
      if (register != MachineInsn.FRAME) {
        live.set(register);
      }
    }
  }
}
