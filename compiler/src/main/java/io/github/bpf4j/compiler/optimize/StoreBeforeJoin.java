package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What ways bring to where they join only to be stored in the stack there, each stores itself: a
/// constant then needs no register, and the kernel's verifier knows it in the stack.
public final class StoreBeforeJoin implements Pass {
  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    var uses = uses(function);
    boolean changed = false;
    for (Block join : dominators.reversePostorder()) {
      boolean loop =
          dominators.predecessors(join).stream().anyMatch(p -> dominators.dominates(join, p));
      if (join != function.entry() && !loop) {
        for (Parameter parameter : List.copyOf(join.parameters())) {
          Instruction store = uses.getOrDefault(parameter, 0) == 1 ? store(join, parameter) : null;
          if (store != null && bringsConstant(function, join, parameter)) {
            move(function, join, parameter, store);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  private static Map<Value, Integer> uses(Function function) {
    Map<Value, Integer> uses = new IdentityHashMap<>();
    for (Block block : function.blocks()) {
      SimplifyGraph.usesIn(block).forEach(value -> uses.merge(value, 1, Integer::sum));
    }
    return uses;
  }

  /// The store of `parameter` to the stack, if it may as well be the first thing that `join` does.
  private static @Nullable Instruction store(Block join, Parameter parameter) {
    for (Instruction i : join.instructions()) {
      if (i.op() == Op.STORE
          && i.operand(1) == parameter
          && Places.of(i).root() instanceof StackAddress) {
        return i;
      }
      if (i.op().hasEffect() && i.op() != Op.STORE && i.op() != Op.KEEP
          || i.touchesMemory() && isStack(i)) {
        return null;
      }
    }
    return null;
  }

  private static boolean isStack(Instruction access) {
    Value base = access.operand(0);
    while (base instanceof Instruction i && i.op() == Op.OFFSET) {
      base = i.operand(0);
    }
    return !(base instanceof Instruction);
  }

  private static boolean bringsConstant(Function function, Block join, Parameter parameter) {
    int index = join.parameters().indexOf(parameter);
    return function.blocks().stream()
        .flatMap(block -> block.terminator().edges().stream())
        .anyMatch(edge -> edge.target() == join && edge.arguments().get(index) instanceof Constant);
  }

  private static void move(Function function, Block join, Parameter parameter, Instruction store) {
    int index = join.parameters().indexOf(parameter);
    join.parameters().remove(index);
    join.instructions().remove(store);
    for (Block from : List.copyOf(function.blocks())) {
      if (from.terminator() instanceof Jump(var edge) && edge.target() == join) {
        from.instructions().add(store.with(List.of(store.operand(0), edge.arguments().get(index))));
        from.terminate(new Jump(without(edge, index)));
      } else {
        from.terminate(
            from.terminator()
                .mapEdges(edge -> {
                  if (edge.target() != join) {
                    return edge;
                  }
                  var way = new Block();
                  if (from.cold() || join.cold()) {
                    way.markCold();
                  }
                  way.instructions()
                      .add(store.with(List.of(store.operand(0), edge.arguments().get(index))));
                  way.terminate(new Jump(without(edge, index)));
                  function.blocks().add(way);
                  return Edge.to(way);
                }));
      }
    }
  }

  private static Edge without(Edge edge, int index) {
    var arguments = new ArrayList<>(edge.arguments());
    arguments.remove(index);
    return new Edge(edge.target(), arguments);
  }
}
