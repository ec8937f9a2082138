package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ways bring to where they join only to be stored in the stack there, each stores itself: a
/// constant then needs no register, and the kernel's verifier knows it in the stack.
public final class StoreBeforeJoin implements Pass {
  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    var uses = ValueUses.of(function);
    var places = Places.of(function);
    boolean changed = false;
    for (Block join : dominators.reversePostorder()) {
      boolean loop =
          dominators.predecessors(join).stream().anyMatch(p -> dominators.dominates(join, p));
      if (join != function.entry() && !loop) {
        for (Parameter parameter : List.copyOf(join.parameters())) {
          Instruction store = uses.count(parameter) == 1 ? store(join, parameter, places) : null;
          if (store != null && bringsConstant(function, join, parameter)) {
            move(function, join, parameter, store);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  /// The store of `parameter` to the stack, if it may as well be the first thing that `join` does.
  private static @Nullable Instruction store(Block join, Parameter parameter, Places places) {
    for (Instruction i : join.instructions()) {
      if (i.op() == Op.STORE && i.operand(1) == parameter) {
        return Places.of(i).root() instanceof StackAddress
                && !join.instructions().contains(i.operand(0))
                && isFirst(i, join, places)
            ? i
            : null;
      }
    }
    return null;
  }

  /// Whether nothing before `store` in its block has to do with what it changes.
  private static boolean isFirst(Instruction store, Block block, Places places) {
    var place = Places.of(store);
    for (Instruction i : block.instructions()) {
      if (i == store) {
        return true;
      }
      boolean isAccess = i.op() == Op.STORE || i.op() == Op.LOAD;
      if (isAccess
          ? places.mayMeet(Places.of(i), place)
          : i.op().hasEffect() && i.op() != Op.KEEP) {
        return false;
      }
    }
    return false;
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
    Arrivals.change(
        function,
        join,
        index,
        (argument, onTheWay) -> {
          onTheWay.add(store.with(List.of(store.operand(0), argument)));
          return null;
        });
  }
}
