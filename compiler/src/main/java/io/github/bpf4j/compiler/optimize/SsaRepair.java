package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Restores SSA form after a block was copied: a value that it defines now has several definitions,
/// and each use must see the one that reaches it. Where several do, a parameter chooses.
final class SsaRepair {
  private final Map<Block, List<Block>> predecessors = new IdentityHashMap<>();
  private final Map<Block, Value> atEnd = new IdentityHashMap<>();
  private final Map<Block, Value> atStart = new IdentityHashMap<>();
  private final Value original;
  private final Block entry;

  private SsaRepair(Function function, Value original, Map<Block, Value> definitions) {
    this.original = original;
    this.entry = function.entry();
    atEnd.putAll(definitions);
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        var list = predecessors.computeIfAbsent(edge.target(), _ -> new ArrayList<>());
        if (!list.contains(block)) {
          list.add(block);
        }
      }
    }
  }

  /// Lets each use of `original` outside of the blocks of `definitions` see the definition that
  /// reaches it.
  ///
  /// @param definitions for each block that defines the value, what it is at the block's end
  static void repair(Function function, Value original, Map<Block, Value> definitions) {
    boolean used =
        function.blocks().stream()
            .anyMatch(block ->
                !definitions.containsKey(block) && SimplifyGraph.usesIn(block).contains(original));
    if (!used) {
      return;
    }
    var repair = new SsaRepair(function, original, definitions);
    for (Block block : List.copyOf(function.blocks())) {
      if (!definitions.containsKey(block) && SimplifyGraph.usesIn(block).contains(original)) {
        Value now = repair.atStart(block);
        block
            .instructions()
            .forEach(i -> i.operands().replaceAll(v -> v.equals(original) ? now : v));
        block.terminate(block.terminator().mapValues(v -> v.equals(original) ? now : v));
      }
    }
  }

  private Value atEnd(Block block) {
    Value value = atEnd.get(block);
    return value != null ? value : atStart(block);
  }

  private Value atStart(Block block) {
    Value known = atStart.get(block);
    if (known != null) {
      return known;
    }
    var before = predecessors.getOrDefault(block, List.of());
    if (before.size() == 1) {
      Value value = atEnd(before.getFirst());
      atStart.put(block, value);
      return value;
    }
    if (before.isEmpty()) {
      if (block == entry) {
        throw new IllegalStateException("a use that no definition reaches");
      }
      // Nothing leads here any more; the block is still to be removed.
      return new Constant(original.type(), 0);
    }
    var parameter = new Parameter(original.type());
    atStart.put(block, parameter);
    block.parameters().add(parameter);
    for (Block predecessor : before) {
      Value value = atEnd(predecessor);
      predecessor.terminate(
          predecessor
              .terminator()
              .mapEdges(edge -> {
                if (edge.target() != block) {
                  return edge;
                }
                var arguments = new ArrayList<>(edge.arguments());
                arguments.add(value);
                return new Edge(block, arguments);
              }));
    }
    return parameter;
  }
}
