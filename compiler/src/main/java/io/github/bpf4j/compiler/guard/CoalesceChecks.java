package io.github.bpf4j.compiler.guard;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A check of the packet's length that is followed by one for more asks for that at once, if a packet
/// that is long enough for the first alone ends up where one too short for either does, and nothing
/// happens before that. [RedundantChecks] then removes the second.
///
/// So whatever lies between the two goes on to the second or to where both fail, and has no effect.
public final class CoalesceChecks implements Pass {
  /// `base + distance <= end`, else to `failed`.
  private record Check(Value base, long distance, Value end, Edge passed, Edge failed) {}

  @Override
  public boolean run(Function function) {
    Map<Block, Integer> edgesTo = new IdentityHashMap<>();
    for (Block block : function.blocks()) {
      block.terminator().edges().forEach(edge -> edgesTo.merge(edge.target(), 1, Integer::sum));
    }
    boolean changed = false;
    for (Block block : function.blocks()) {
      var check = check(block);
      long needed = check == null ? 0 : needed(check, edgesTo);
      if (check != null && needed > check.distance()) {
        widen(block, check, needed);
        changed = true;
      }
    }
    return changed;
  }

  private static @Nullable Check check(Block block) {
    return block.terminator() instanceof Branch branch
            && branch.condition() == Condition.LE
            && branch.left() instanceof Instruction sum
            && sum.op() == Op.OFFSET
            && sum.operand(1) instanceof Constant(_, long distance)
            && branch.right().type() == Type.POINTER
        ? new Check(sum.operand(0), distance, branch.right(), branch.then(), branch.otherwise())
        : null;
  }

  /// How much the checks that follow `check` ask for, up to the first one that cannot be brought forward.
  private static long needed(Check check, Map<Block, Integer> edgesTo) {
    long needed = check.distance();
    Set<Block> seen = new HashSet<>();
    @Nullable Block block = check.passed().target();
    while (block != null
        && seen.add(block)
        && edgesTo.getOrDefault(block, 0) == 1
        && block.instructions().stream().noneMatch(i -> i.op().hasEffect())) {
      var next = check(block);
      if (next != null
          && next.base().equals(check.base())
          && next.end().equals(check.end())
          && next.failed().equals(check.failed())) {
        needed = Math.max(needed, next.distance());
      }
      block = onlyWayOn(block, check.failed());
    }
    return needed;
  }

  /// Where a block goes to, but for `failed`.
  private static @Nullable Block onlyWayOn(Block block, Edge failed) {
    return switch (block.terminator()) {
      case Jump jump -> jump.target().target();
      case Branch branch when branch.otherwise().equals(failed) -> branch.then().target();
      case Branch branch when branch.then().equals(failed) -> branch.otherwise().target();
      default -> null;
    };
  }

  private static void widen(Block block, Check check, long distance) {
    var branch = (Branch) block.terminator();
    var sum =
        Instruction.of(
            Op.OFFSET, Type.POINTER, branch.position(), check.base(), Constant.of(distance));
    block.instructions().add(sum);
    block.terminate(
        new Branch(
            Condition.LE, sum, check.end(), check.passed(), check.failed(), branch.position()));
  }
}
