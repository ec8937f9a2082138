package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which registers cannot share a place, because both are needed at once, and which would like to,
/// because one is copied to the other. Registers that are joined count as one.
final class Interference {
  /// A copy, and how often it runs, by estimate.
  record Copy(int to, int from, double weight) {}

  private final BitSet[] neighbours;
  private final int[] joined;
  private final double[] weights;
  private final List<Copy> copies = new ArrayList<>();

  private Interference(int registers) {
    neighbours = new BitSet[registers];
    joined = new int[registers];
    weights = new double[registers];
    for (int r = 0; r < registers; r++) {
      neighbours[r] = new BitSet();
      joined[r] = r;
    }
  }

  static Interference of(MachineFunction function, int registers) {
    var graph = new Interference(registers);
    for (int a = 0; a < Allocator.AVAILABLE; a++) {
      for (int b = 0; b < a; b++) {
        graph.connect(a, b);
      }
    }
    var liveness = Liveness.of(function);
    for (MachineBlock block : function.blocks()) {
      graph.add(block, liveness.atEnd(block));
    }
    return graph;
  }

  private void add(MachineBlock block, BitSet live) {
    double weight = block.cold() ? 0.01 : Math.pow(10, Math.min(block.depth(), 6));
    Liveness.use(live, block.end().uses());
    weigh(block.end().uses(), weight);
    for (int i = block.insns().size() - 1; i >= 0; i--) {
      MachineInsn insn = block.insns().get(i);
      int copied = MachineInsn.NONE;
      if (insn instanceof MachineInsn.Plain plain
          && plain.isCopy()
          && plain.src() != MachineInsn.FRAME) {
        copied = plain.src();
        copies.add(new Copy(plain.dst(), plain.src(), weight));
      }
      for (int defined : insn.defs()) {
        for (int other = live.nextSetBit(0); other >= 0; other = live.nextSetBit(other + 1)) {
          // A copy may share the place of what it was copied from.
          if (other != defined && other != copied) {
            connect(defined, other);
          }
        }
        for (int together : insn.defs()) {
          if (together != defined) {
            connect(defined, together);
          }
        }
      }
      weigh(insn.defs(), weight);
      weigh(insn.uses(), weight);
      Liveness.step(live, insn);
    }
  }

  private void weigh(int[] registers, double weight) {
    for (int register : registers) {
      if (register != MachineInsn.FRAME) {
        weights[register] += weight;
      }
    }
  }

  private void connect(int a, int b) {
    if (a != MachineInsn.FRAME && b != MachineInsn.FRAME) {
      neighbours[a].set(b);
      neighbours[b].set(a);
    }
  }

  /// The register that stands for `register` and all that it is joined with.
  int find(int register) {
    int r = register;
    while (joined[r] != r) {
      r = joined[r];
    }
    return r;
  }

  /// The copies, the most frequent first.
  List<Copy> copies() {
    return copies.stream().sorted((a, b) -> Double.compare(b.weight(), a.weight())).toList();
  }

  boolean interfere(int a, int b) {
    return neighbours[a].get(b);
  }

  /// The registers that cannot share a place with `register`, each by the one that stands for it.
  BitSet neighbours(int register) {
    return neighbours[register];
  }

  /// How often the register is read or written, by estimate.
  double weight(int register) {
    return weights[register];
  }

  /// Lets `b` share the place of `a`.
  void join(int a, int b) {
    joined[b] = a;
    weights[a] += weights[b];
    for (int n = neighbours[b].nextSetBit(0); n >= 0; n = neighbours[b].nextSetBit(n + 1)) {
      neighbours[n].clear(b);
      connect(a, n);
    }
    neighbours[b].clear();
  }
}
