package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives registers to the nodes of an interference graph, or says which cannot have one: Chaitin's
/// colouring with the optimism and the careful coalescing of Briggs (1994), and George's test for
/// coalescing with a register of the machine (1996).
final class Coloring {
  /// r0 to r9.
  static final int COLORS = 10;

  /// Registers lost across calls first, so that r6 to r9 are there for what survives one; r0 last of
  /// these, since results pass through it.
  private static final int[] PREFERENCE = {1, 2, 3, 4, 5, 0, 6, 7, 8, 9};

  private final List<Interference.Copy> copies;
  private final BitSet temporary;
  private final int[] parent;
  private final BitSet[] neighbours;
  private final double[] costs;
  private final BitSet spillable = new BitSet();
  private final int[] colors;
  private final BitSet spilled = new BitSet();

  /// @param temporary registers that live so shortly that to spill them is no help
  Coloring(Interference graph, int registers, BitSet temporary) {
    copies = graph.copies();
    this.temporary = temporary;
    parent = new int[registers];
    neighbours = new BitSet[registers];
    costs = new double[registers];
    colors = new int[registers];
    for (int i = 0; i < registers; i++) {
      parent[i] = i;
      neighbours[i] = (BitSet) graph.neighbours(i).clone();
      costs[i] = graph.cost(i);
      colors[i] = i < COLORS ? i : MachineInsn.NONE;
      if (i >= MachineInsn.FIRST_VIRTUAL && !temporary.get(i)) {
        spillable.set(i);
      }
    }
    for (int i = 0; i < COLORS; i++) {
      for (int j = 0; j < COLORS; j++) {
        if (i != j) {
          neighbours[i].set(j);
        }
      }
    }
    coalesce();
    select(simplify());
  }

  /// The register of the machine for each register.
  int color(int register) {
    return colors[find(register)];
  }

  /// The groups of registers that have to live in memory; each can share one stack slot. Empty if
  /// there was a register for all.
  List<BitSet> spilled() {
    var groups = new ArrayList<BitSet>();
    for (int node = spilled.nextSetBit(0); node >= 0; node = spilled.nextSetBit(node + 1)) {
      var group = new BitSet();
      for (int i = MachineInsn.FIRST_VIRTUAL; i < parent.length; i++) {
        if (find(i) == node && !temporary.get(i)) {
          group.set(i);
        }
      }
      groups.add(group);
    }
    return groups;
  }

  private int find(int register) {
    while (parent[register] != register) {
      register = parent[register];
    }
    return register;
  }

  private void coalesce() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var copy : copies) {
        int first = find(copy.dst());
        int second = find(copy.src());
        if (second < COLORS) {
          int swap = first;
          first = second;
          second = swap;
        }
        if (first != second
            && second >= COLORS
            && !neighbours[first].get(second)
            && (first < COLORS ? isSafeFor(second, first) : isSafe(first, second))) {
          merge(first, second);
          changed = true;
        }
      }
    }
  }

  /// Briggs: the two together have too few neighbours of high degree to be stuck.
  private boolean isSafe(int first, int second) {
    var all = (BitSet) neighbours[first].clone();
    all.or(neighbours[second]);
    int significant = 0;
    for (int n = all.nextSetBit(0); n >= 0; n = all.nextSetBit(n + 1)) {
      boolean both = neighbours[first].get(n) && neighbours[second].get(n);
      if (n < COLORS || neighbours[n].cardinality() - (both ? 1 : 0) >= COLORS) {
        significant++;
      }
    }
    return significant < COLORS;
  }

  /// George: every neighbour of `node` is easy to place or in conflict with the machine's register
  /// anyway.
  private boolean isSafeFor(int node, int register) {
    var others = neighbours[node];
    for (int n = others.nextSetBit(0); n >= 0; n = others.nextSetBit(n + 1)) {
      if (n >= COLORS && !neighbours[n].get(register) && neighbours[n].cardinality() >= COLORS) {
        return false;
      }
    }
    return true;
  }

  private void merge(int into, int from) {
    parent[from] = into;
    costs[into] += costs[from];
    if (spillable.get(from)) {
      spillable.set(into);
    }
    var others = neighbours[from];
    for (int n = others.nextSetBit(0); n >= 0; n = others.nextSetBit(n + 1)) {
      neighbours[n].clear(from);
      neighbours[n].set(into);
      neighbours[into].set(n);
    }
  }

  /// The nodes in the order in which they leave the graph: easy ones first, then the cheapest to spill.
  private ArrayDeque<Integer> simplify() {
    var order = new ArrayDeque<Integer>();
    int[] degrees = new int[parent.length];
    var left = new BitSet();
    for (int i = MachineInsn.FIRST_VIRTUAL; i < parent.length; i++) {
      if (parent[i] == i) {
        left.set(i);
        degrees[i] = neighbours[i].cardinality();
      }
    }
    while (!left.isEmpty()) {
      int best = MachineInsn.NONE;
      double lowest = Double.POSITIVE_INFINITY;
      for (int n = left.nextSetBit(0); n >= 0; n = left.nextSetBit(n + 1)) {
        // Easy nodes leave last defined first, so that values get registers in order of appearance.
        double price =
            degrees[n] < COLORS
                ? -1 - n
                : spillable.get(n) ? costs[n] / degrees[n] : Double.MAX_VALUE;
        if (best == MachineInsn.NONE || price < lowest) {
          lowest = price;
          best = n;
        }
      }
      left.clear(best);
      order.push(best);
      var others = neighbours[best];
      for (int n = others.nextSetBit(0); n >= 0; n = others.nextSetBit(n + 1)) {
        degrees[n]--;
      }
    }
    return order;
  }

  private void select(ArrayDeque<Integer> order) {
    var partners = partners();
    for (int node : order) {
      var taken = new BitSet();
      var others = neighbours[node];
      for (int n = others.nextSetBit(0); n >= 0; n = others.nextSetBit(n + 1)) {
        if (colors[n] != MachineInsn.NONE) {
          taken.set(colors[n]);
        }
      }
      if (taken.cardinality() < COLORS) {
        colors[node] = choose(partners.getOrDefault(node, List.of()), taken);
      } else {
        spilled.set(spillable.get(node) ? node : victim(node));
      }
    }
  }

  /// For each node the nodes that it is copied from or to, the most important first.
  private Map<Integer, List<Integer>> partners() {
    var partners = new HashMap<Integer, List<Integer>>();
    for (var copy : copies) {
      int dst = find(copy.dst());
      int src = find(copy.src());
      if (dst != src) {
        partners.computeIfAbsent(dst, _ -> new ArrayList<>()).add(src);
        partners.computeIfAbsent(src, _ -> new ArrayList<>()).add(dst);
      }
    }
    return partners;
  }

  /// A free register, best one that saves a copy.
  private int choose(List<Integer> partners, BitSet taken) {
    for (int partner : partners) {
      if (colors[partner] != MachineInsn.NONE && !taken.get(colors[partner])) {
        return colors[partner];
      }
    }
    for (int color : PREFERENCE) {
      if (!taken.get(color)) {
        return color;
      }
    }
    throw new IllegalStateException("no register is free");
  }

  /// The cheapest node that stands in the way of one that must have a register.
  private int victim(int node) {
    int best = MachineInsn.NONE;
    var others = neighbours[node];
    for (int n = others.nextSetBit(0); n >= 0; n = others.nextSetBit(n + 1)) {
      if (n >= COLORS && spillable.get(n) && (best == MachineInsn.NONE || costs[n] < costs[best])) {
        best = n;
      }
    }
    if (best == MachineInsn.NONE) {
      throw new IllegalStateException("one instruction needs more registers than there are");
    }
    return best;
  }
}
