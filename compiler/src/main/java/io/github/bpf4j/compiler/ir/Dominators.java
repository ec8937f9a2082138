package io.github.bpf4j.compiler.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which blocks every way to a block passes through, and the orders that come with that: a snapshot of
/// a function's graph. Blocks that cannot be reached from the entry are not in it.
///
/// Immediate dominators by iteration over the reverse postorder (Cooper, Harvey, Kennedy: A Simple,
/// Fast Dominance Algorithm, 2001).
public final class Dominators {
  private final List<Block> order;
  private final Map<Block, Integer> numbers = new IdentityHashMap<>();
  private final List<List<Block>> predecessors = new ArrayList<>();
  private final int[] dominators;
  private int[] depths = {};

  private Dominators(List<Block> order) {
    this.order = order;
    for (var block : order) {
      numbers.put(block, numbers.size());
      predecessors.add(new ArrayList<>());
    }
    for (var block : order) {
      for (var edge : block.terminator().edges()) {
        var list = predecessors.get(number(edge.target()));
        if (!list.contains(block)) {
          list.add(block);
        }
      }
    }
    dominators = new int[order.size()];
    compute();
  }

  /// Of this function as it is now.
  ///
  /// @throws IllegalStateException if a block that can be reached has no terminator
  public static Dominators of(Function function) {
    var postorder = new ArrayList<Block>();
    var seen = Collections.newSetFromMap(new IdentityHashMap<Block, Boolean>());
    record Visit(Block block, List<Edge> edges, int next) {}
    var stack = new ArrayDeque<Visit>();
    var entry = function.entry();
    seen.add(entry);
    stack.push(new Visit(entry, entry.terminator().edges(), 0));
    while (!stack.isEmpty()) {
      var visit = stack.pop();
      if (visit.next == visit.edges.size()) {
        postorder.add(visit.block);
        continue;
      }
      stack.push(new Visit(visit.block, visit.edges, visit.next + 1));
      // The last edge first, so that the first successor follows its predecessor in the order.
      var target = visit.edges.get(visit.edges.size() - 1 - visit.next).target();
      if (seen.add(target)) {
        stack.push(new Visit(target, target.terminator().edges(), 0));
      }
    }
    return new Dominators(List.copyOf(postorder.reversed()));
  }

  /// The blocks, each after all its predecessors but for the back edges of loops.
  public List<Block> reversePostorder() {
    return order;
  }

  /// The block's place in [#reversePostorder].
  ///
  /// @throws IllegalArgumentException if the block cannot be reached
  public int number(Block block) {
    var number = numbers.get(block);
    if (number == null) {
      throw new IllegalArgumentException("the block cannot be reached from the entry");
    }
    return number;
  }

  /// Whether there is a way from the entry to this block.
  public boolean isReachable(Block block) {
    return numbers.containsKey(block);
  }

  /// The blocks with an edge to this one, each once, in reverse postorder.
  public List<Block> predecessors(Block block) {
    return Collections.unmodifiableList(predecessors.get(number(block)));
  }

  /// The last block other than `block` on every way to it; null for the entry.
  public @Nullable Block immediateDominator(Block block) {
    int number = number(block);
    return number == 0 ? null : order.get(dominators[number]);
  }

  /// Whether every way to `second` passes through `first`; a block dominates itself.
  public boolean dominates(Block first, Block second) {
    int wanted = number(first);
    int number = number(second);
    while (number > wanted) {
      number = dominators[number];
    }
    return number == wanted;
  }

  /// The blocks that `block` dominates immediately, in reverse postorder.
  public List<Block> children(Block block) {
    int parent = number(block);
    var children = new ArrayList<Block>();
    for (int i = parent + 1; i < dominators.length; i++) {
      if (dominators[i] == parent) {
        children.add(order.get(i));
      }
    }
    return children;
  }

  /// In how many loops (of those with one way in) the block lies.
  public int loopDepth(Block block) {
    if (depths.length == 0) {
      depths = new int[order.size()];
      for (var head : order) {
        countLoop(head);
      }
    }
    return depths[number(block)];
  }

  private void countLoop(Block head) {
    var body = Collections.newSetFromMap(new IdentityHashMap<Block, Boolean>());
    var open = new ArrayDeque<Block>();
    for (var predecessor : predecessors(head)) {
      if (dominates(head, predecessor)) {
        open.push(predecessor);
      }
    }
    boolean loop = !open.isEmpty();
    body.add(head);
    while (!open.isEmpty()) {
      var block = open.pop();
      if (body.add(block)) {
        open.addAll(predecessors(block));
      }
    }
    if (loop) {
      body.forEach(b -> depths[number(b)]++);
    }
  }

  private void compute() {
    final int unknown = -1;
    Arrays.fill(dominators, unknown);
    dominators[0] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 1; i < dominators.length; i++) {
        int common = unknown;
        for (var predecessor : predecessors.get(i)) {
          int number = number(predecessor);
          if (dominators[number] != unknown) {
            common = common == unknown ? number : intersect(common, number);
          }
        }
        if (dominators[i] != common) {
          dominators[i] = common;
          changed = true;
        }
      }
    }
  }

  private int intersect(int first, int second) {
    while (first != second) {
      while (first > second) {
        first = dominators[first];
      }
      while (second > first) {
        second = dominators[second];
      }
    }
    return first;
  }
}
