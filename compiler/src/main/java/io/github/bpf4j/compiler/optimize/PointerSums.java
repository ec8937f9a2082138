package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.guard.UpperBounds;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `p + (a + b)`, where `p + a` is there already, is `(p + a) + b`: what follows a header is that header's pointer
/// plus its length, and nobody needs the sum. A constant `b` becomes part of whatever uses the pointer.
public final class PointerSums implements Pass {
  /// A pointer moved by an I32, which is never negative.
  private record Moved(Value base, Value by) {}

  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    var bounds = UpperBounds.of(function);
    var uses = ValueUses.of(function);
    var scopes = new HashMap<Block, Map<Moved, Instruction>>();
    var substitution = new Substitution();
    var work = new ArrayDeque<Block>();
    work.add(function.entry());
    while (!work.isEmpty()) {
      Block block = work.poll();
      Block parent = dominators.immediateDominator(block);
      var known = new HashMap<>(parent == null ? Map.of() : scopes.get(parent));
      scopes.put(block, known);
      var kept = new ArrayList<Instruction>();
      for (Instruction instruction : block.instructions()) {
        instruction.operands().replaceAll(substitution::of);
        Moved moved = moved(instruction);
        Instruction pointer = instruction;
        if (moved != null) {
          var split = split(instruction, moved, known, bounds, uses, kept);
          if (split != null) {
            substitution.replace(instruction, split);
            pointer = split;
          }
          known.putIfAbsent(moved, pointer);
        }
        kept.add(pointer);
      }
      block.instructions().clear();
      block.instructions().addAll(kept);
      work.addAll(dominators.children(block));
    }
    boolean changed = !substitution.isEmpty();
    substitution.apply(function);
    return changed;
  }

  private static @Nullable Moved moved(Instruction i) {
    return i.op() == Op.OFFSET && i.operand(1) instanceof Instruction wide && wide.op() == Op.ZEXT32
        ? new Moved(i.operand(0), wide.operand(0))
        : null;
  }

  /// The same pointer from one that is there, or null.
  ///
  /// @param before takes an instruction that is needed for it
  private static @Nullable Instruction split(
      Instruction pointer,
      Moved moved,
      Map<Moved, Instruction> known,
      UpperBounds bounds,
      ValueUses uses,
      List<Instruction> before) {
    if (!(moved.by() instanceof Instruction sum)
        || sum.op() != Op.ADD
        || bounds.of(sum) == UpperBounds.UNKNOWN) {
      return null;
    }
    if (sum.operand(1) instanceof Constant(_, long distance)
        && uses.count(sum) == 1
        && pointer.operand(1) instanceof Instruction wide
        && uses.count(wide) == 1) {
      var start = Instruction.of(Op.ZEXT32, Type.I64, pointer.position(), sum.operand(0));
      var base = Instruction.of(Op.OFFSET, Type.POINTER, pointer.position(), moved.base(), start);
      before.add(start);
      before.add(base);
      return Instruction.of(
          Op.OFFSET, Type.POINTER, pointer.position(), base, Constant.of(distance));
    }
    for (int i = 0; i < 2; i++) {
      Value rest = sum.operand(1 - i);
      Instruction base = known.get(new Moved(moved.base(), sum.operand(i)));
      if (base != null) {
        if (rest instanceof Constant(_, long distance)) {
          return Instruction.of(
              Op.OFFSET, Type.POINTER, pointer.position(), base, Constant.of(distance));
        }
        var wide = Instruction.of(Op.ZEXT32, Type.I64, pointer.position(), rest);
        before.add(wide);
        return Instruction.of(Op.OFFSET, Type.POINTER, pointer.position(), base, wide);
      }
    }
    return null;
  }
}
