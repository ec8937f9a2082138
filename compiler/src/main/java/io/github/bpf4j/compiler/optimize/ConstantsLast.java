package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sum has of constants is added last: `a + (b + 1 << 3)` is `(a + (b << 3)) + 8`. Constants then meet, or
/// become part of an address; and for the kernel's verifier, pointers that differ by what ways added have the same
/// constant in them, so that it can tell sooner that it has been there.
///
/// Only what nothing else uses is taken apart: no check of it is lost.
public final class ConstantsLast implements Pass {
  /// A sum taken apart: what is computed first, and the constant that is added then.
  private record Parts(Instruction first, Constant constant) {}

  @Override
  public boolean run(Function function) {
    var uses = ValueUses.of(function);
    var substitution = new Substitution();
    for (Block block : function.blocks()) {
      var instructions = new ArrayList<Instruction>();
      for (Instruction instruction : block.instructions()) {
        boolean isSame =
            instruction.operands().stream().allMatch(o -> substitution.of(o).equals(o));
        var parts = isSame ? parts(instruction, block, uses) : null;
        Instruction last = instruction;
        if (parts != null) {
          instructions.add(parts.first);
          last = sum(instruction, parts.first, parts.constant);
          substitution.replace(instruction, last);
        }
        instructions.add(last);
      }
      block.instructions().clear();
      block.instructions().addAll(instructions);
    }
    boolean changed = !substitution.isEmpty();
    substitution.apply(function);
    return changed;
  }

  private static @Nullable Parts parts(Instruction i, Block block, ValueUses uses) {
    return switch (i.op()) {
      case ADD -> {
        Value a = i.operand(0);
        Value b = i.operand(1);
        if (ownSum(b, block, uses) instanceof Instruction inner && !(a instanceof Constant)) {
          yield new Parts(sum(i, a, inner.operand(0)), (Constant) inner.operand(1));
        }
        if (ownSum(a, block, uses) instanceof Instruction inner && !(b instanceof Constant)) {
          yield new Parts(sum(i, inner.operand(0), b), (Constant) inner.operand(1));
        }
        yield null;
      }
      case SHL ->
          i.operand(1) instanceof Constant count
                  && ownSum(i.operand(0), block, uses) instanceof Instruction inner
                  && isOnlyAdded(i, uses)
              ? new Parts(
                  i.with(List.of(inner.operand(0), count)),
                  new Constant(
                      i.type(),
                      Arithmetic.compute(
                          Op.SHL, i.type(), ((Constant) inner.operand(1)).value(), count.value())))
              : null;
      default -> null;
    };
  }

  private static Instruction sum(Instruction at, Value a, Value b) {
    return Instruction.of(Op.ADD, at.type(), at.position(), a, b);
  }

  /// `value`, if it is a sum with a constant, made in `block` and used once.
  private static @Nullable Instruction ownSum(Value value, Block block, ValueUses uses) {
    return value instanceof Instruction sum
            && sum.op() == Op.ADD
            && sum.operand(1) instanceof Constant
            && uses.count(sum) == 1
            && block.instructions().contains(sum)
        ? sum
        : null;
  }

  /// Whether `value` only becomes part of other sums, or moves pointers.
  private static boolean isOnlyAdded(Instruction value, ValueUses uses) {
    return !uses.isUsedAtAnEnd(value)
        && uses.instructions(value).stream()
            .allMatch(user ->
                user.op() == Op.ADD
                    || user.op() == Op.ZEXT32
                        && !uses.isUsedAtAnEnd(user)
                        && uses.instructions(user).stream().allMatch(p -> p.op() == Op.OFFSET));
  }
}
