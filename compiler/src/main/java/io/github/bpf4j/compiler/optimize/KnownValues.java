package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Switch;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a branch or a switch found a value to be a constant, the constant takes its place. The kernel's
/// verifier concludes the same.
public final class KnownValues implements Pass {
  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    Map<Block, Map<Value, Value>> known = new IdentityHashMap<>();
    var work = new ArrayDeque<Block>();
    work.add(function.entry());
    boolean changed = false;
    while (!work.isEmpty()) {
      Block block = work.poll();
      Block parent = dominators.immediateDominator(block);
      Map<Value, Value> values = new IdentityHashMap<>();
      if (parent != null) {
        values.putAll(known.getOrDefault(parent, Map.of()));
        var found = found(parent, block, dominators);
        if (found != null) {
          values.put(found.left(), found.right());
        }
      }
      known.put(block, values);
      if (!values.isEmpty()) {
        changed |= replace(block, values);
      }
      work.addAll(dominators.children(block));
    }
    return changed;
  }

  private static boolean replace(Block block, Map<Value, Value> values) {
    boolean changed = SimplifyGraph.usesIn(block).stream().anyMatch(values::containsKey);
    if (changed) {
      block.instructions().forEach(i -> i.operands().replaceAll(v -> values.getOrDefault(v, v)));
      block.terminate(block.terminator().mapValues(v -> values.getOrDefault(v, v)));
    }
    return changed;
  }

  private record Equal(Value left, Constant right) {}

  /// What is known at the beginning of `block` by how `parent`, its only predecessor, ended.
  private static @Nullable Equal found(Block parent, Block block, Dominators dominators) {
    if (dominators.predecessors(block).size() != 1
        || parent.terminator().edges().stream().map(Edge::target).filter(b -> b == block).count()
            != 1) {
      return null;
    }
    return switch (parent.terminator()) {
      case Branch(var condition, var left, Constant right, var then, var otherwise, _)
          when right.type() != Type.POINTER && !(left instanceof Constant) ->
          condition == Condition.EQ && then.target() == block
                  || condition == Condition.NE && otherwise.target() == block
              ? new Equal(left, right)
              : null;
      case Switch(var value, var cases, _, _) when !(value instanceof Constant) ->
          cases.stream()
              .filter(c -> c.edge().target() == block)
              .findFirst()
              .map(c -> new Equal(value, Constant.of(c.value())))
              .orElse(null);
      default -> null;
    };
  }
}
