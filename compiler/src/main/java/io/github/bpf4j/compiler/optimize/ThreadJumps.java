package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Terminator.Switch;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a block only decides by a parameter which way to go, and an edge to it brings a constant that
/// settles that, the edge goes there at once.
///
/// So enum constants, booleans and null tests leave no trace: `EtherType.of(x) == IPV4` becomes a
/// comparison of `x`.
public final class ThreadJumps implements Pass {
  /// The most instructions that are copied to save a jump.
  private static final int MAX_COPIED = 4;

  @Override
  public boolean run(Function function) {
    boolean changed = false;
    while (threadOne(function)) {
      changed = true;
    }
    return changed;
  }

  private static boolean threadOne(Function function) {
    var dominators = Dominators.of(function);
    for (Block block : dominators.reversePostorder()) {
      for (int i = 0; i < block.terminator().edges().size(); i++) {
        Edge edge = block.terminator().edges().get(i);
        Block middle = edge.target();
        if (middle != block
            && decides(middle)
            && edgesTo(middle, dominators) > 1
            && !isLoopHead(middle, dominators)) {
          var copy = copy(edge);
          if (copy != null) {
            redirect(function, block, i, middle, copy);
            return true;
          }
        }
      }
    }
    return false;
  }

  private static long edgesTo(Block block, Dominators dominators) {
    return dominators.predecessors(block).stream()
        .flatMap(predecessor -> predecessor.terminator().edges().stream())
        .filter(edge -> edge.target() == block)
        .count();
  }

  private static boolean decides(Block block) {
    return !block.parameters().isEmpty()
        && block.instructions().size() <= MAX_COPIED
        && block.instructions().stream().allMatch(i -> i.op().isPure())
        && (block.terminator() instanceof Branch || block.terminator() instanceof Switch);
  }

  private static boolean isLoopHead(Block block, Dominators dominators) {
    return dominators.predecessors(block).stream().anyMatch(p -> dominators.dominates(block, p));
  }

  /// A copy of a block as one edge enters it.
  ///
  /// @param block the copy; it ends with a jump
  /// @param values what the parameters and results of the block are in the copy
  private record Copy(Block block, Map<Value, Value> values) {}

  /// A copy of the edge's target for this edge alone, if it knows which way to go; else null.
  private static @Nullable Copy copy(Edge edge) {
    Block middle = edge.target();
    Map<Value, Value> values = new IdentityHashMap<>();
    for (int i = 0; i < edge.arguments().size(); i++) {
      values.put(middle.parameters().get(i), edge.arguments().get(i));
    }
    var block = new Block();
    if (middle.cold()) {
      block.markCold();
    }
    for (Instruction instruction : middle.instructions()) {
      List<Value> operands =
          instruction.operands().stream().map(v -> values.getOrDefault(v, v)).toList();
      var moved = instruction.with(operands);
      Value simpler = Folding.simplify(moved);
      values.put(instruction, simpler);
      if (simpler instanceof Instruction result && isNew(result, moved, operands)) {
        block.instructions().add(result);
      }
    }
    Edge way = way(middle.terminator().mapValues(v -> values.getOrDefault(v, v)));
    if (way == null) {
      return null;
    }
    block.terminate(new Jump(way));
    return new Copy(block, values);
  }

  private static boolean isNew(Instruction result, Instruction moved, List<Value> operands) {
    if (result == moved) {
      return true;
    }
    return operands.stream()
        .noneMatch(o ->
            o == result || o instanceof Instruction inner && inner.operands().contains(result));
  }

  private static @Nullable Edge way(Terminator end) {
    return switch (end) {
      case Branch branch -> {
        Branch simpler = Folding.simplify(branch);
        Boolean known = Folding.decide(simpler);
        yield known == null ? null : known ? simpler.then() : simpler.otherwise();
      }
      case Switch choice when choice.value() instanceof Constant constant -> {
        for (var c : choice.cases()) {
          if (c.value() == constant.value()) {
            yield c.edge();
          }
        }
        yield choice.otherwise();
      }
      default -> null;
    };
  }

  private static void redirect(
      Function function, Block from, int edgeIndex, Block middle, Copy copy) {
    int[] index = {0};
    from.terminate(
        from.terminator().mapEdges(edge -> index[0]++ == edgeIndex ? Edge.to(copy.block()) : edge));
    function.blocks().add(copy.block());
    var defined = new ArrayList<Value>(middle.parameters());
    defined.addAll(middle.instructions());
    for (Value value : defined) {
      Map<Block, Value> definitions = new IdentityHashMap<>();
      definitions.put(middle, value);
      definitions.put(copy.block(), copy.values().get(value));
      SsaRepair.repair(function, value, definitions);
    }
  }
}
