package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which registers hold something at the same time and so cannot share a place, and which are copied
/// to each other and so would like to. A copy alone does not set its two registers apart (Chaitin 1982).
final class Interference {
  /// `dst = src`, all 64 bits.
  record Copy(int dst, int src, double weight) {}

  private final BitSet[] neighbours;
  private final double[] costs;
  private final List<Copy> copies = new ArrayList<>();

  Interference(List<WorkBlock> blocks, int registers) {
    neighbours = new BitSet[registers];
    costs = new double[registers];
    for (int i = 0; i < registers; i++) {
      neighbours[i] = new BitSet();
    }
    var liveness = new Liveness(blocks, Liveness.Kind.REGISTERS);
    for (var block : blocks) {
      double weight = block.weight();
      var live = liveness.atEnd(block);
      liveness.end(block, live);
      cost(block.end.uses(), weight);
      // A scalar that a branch compared is worth a register: older kernels do not carry what they
      // learned over to a copy of it in the stack.
      cost(block.end.uses(), weight * 4);
      for (var step : block.steps.reversed()) {
        var insn = step.insn();
        if (insn != null) {
          visit(insn, live, weight);
          liveness.before(insn, live);
        }
      }
    }
  }

  private void visit(MachineInsn insn, BitSet live, double weight) {
    int source = MachineInsn.NONE;
    if (insn instanceof MachineInsn.Plain plain
        && plain.isCopy()
        && plain.src() != MachineInsn.FRAME) {
      source = plain.src();
      copies.add(new Copy(plain.dst(), source, weight));
    }
    cost(insn.uses(), weight);
    cost(insn.defs(), weight);
    for (int defined : insn.defs()) {
      for (int other = live.nextSetBit(0); other >= 0; other = live.nextSetBit(other + 1)) {
        if (other != source) {
          connect(defined, other);
        }
      }
      for (int other : insn.defs()) {
        connect(defined, other);
      }
    }
  }

  private void connect(int first, int second) {
    if (first != second && first != MachineInsn.FRAME) {
      neighbours[first].set(second);
      neighbours[second].set(first);
    }
  }

  private void cost(int[] registers, double weight) {
    for (int register : registers) {
      costs[register] += weight;
    }
  }

  /// The registers that need another place than this one.
  BitSet neighbours(int register) {
    return neighbours[register];
  }

  /// What it would cost to keep the register in memory.
  double cost(int register) {
    return costs[register];
  }

  /// The copies, most executed first.
  List<Copy> copies() {
    var sorted = new ArrayList<>(copies);
    sorted.sort((a, b) -> Double.compare(b.weight(), a.weight()));
    return sorted;
  }
}
