package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.BitSet;
import java.util.List;

/// Which registers, or which of the allocator's stack slots, will still be read when a block ends.
final class Liveness {
  private final BitSet[] out;
  private final Kind kind;

  /// What the numbers mean.
  enum Kind {
    REGISTERS,
    SLOTS
  }

  Liveness(List<WorkBlock> blocks, Kind kind) {
    this.kind = kind;
    out = new BitSet[blocks.size()];
    var in = new BitSet[blocks.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = new BitSet();
      in[i] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var block : blocks.reversed()) {
        int number = block.origin.number();
        for (var target : block.end.targets()) {
          out[number].or(in[target.number()]);
        }
        var live = (BitSet) out[number].clone();
        end(block, live);
        for (var step : block.steps.reversed()) {
          if (step.insn() != null) {
            before(step.insn(), live);
          }
        }
        if (!live.equals(in[number])) {
          in[number] = live;
          changed = true;
        }
      }
    }
  }

  /// What lives at the end of a block, after its last jump. To be changed at will: it is a copy.
  BitSet atEnd(WorkBlock block) {
    return (BitSet) out[block.origin.number()].clone();
  }

  /// Goes from after a block's end to before it.
  void end(WorkBlock block, BitSet live) {
    if (kind == Kind.REGISTERS) {
      add(block.end.uses(), live);
    }
  }

  /// Goes from after an instruction to before it.
  void before(MachineInsn insn, BitSet live) {
    if (kind == Kind.SLOTS) {
      if (insn instanceof MachineInsn.Spill spill) {
        live.clear(spill.slot());
      } else if (insn instanceof MachineInsn.Reload reload) {
        live.set(reload.slot());
      }
      return;
    }
    for (int register : insn.defs()) {
      live.clear(register);
    }
    add(insn.uses(), live);
  }

  private static void add(int[] registers, BitSet live) {
    for (int register : registers) {
      if (register != MachineInsn.FRAME) {
        live.set(register);
      }
    }
  }
}
