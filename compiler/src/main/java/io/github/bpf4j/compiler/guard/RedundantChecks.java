package io.github.bpf4j.compiler.guard;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
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
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Removes branches whose way a branch before them has settled: the same comparison again, null tests
/// of what was tested, and packet checks for bytes that are known to be there.
///
/// Only what the kernel's verifier concludes from the same branch is concluded here: it follows every
/// path, and keeps for a packet pointer how many bytes behind it were compared with `data_end`.
public final class RedundantChecks implements Pass {
  /// On the way to a block, `left condition right` holds.
  private record Fact(Condition condition, Value left, Value right) {}

  private record Facts(List<Fact> facts, @Nullable Facts outer) {}

  @Override
  public boolean run(Function function) {
    var dominators = Dominators.of(function);
    Map<Block, Facts> known = new HashMap<>();
    var work = new ArrayDeque<Block>();
    work.add(function.entry());
    boolean changed = false;
    while (!work.isEmpty()) {
      Block block = work.poll();
      Block parent = dominators.immediateDominator(block);
      Facts facts = parent == null ? null : known.get(parent);
      if (parent != null
          && dominators.predecessors(block).equals(List.of(parent))
          && parent.terminator() instanceof Branch branch
          && branch.then().target() != branch.otherwise().target()) {
        boolean then = branch.then().target() == block;
        var condition = then ? branch.condition() : negated(branch.condition());
        if (condition != null) {
          facts = new Facts(List.of(new Fact(condition, branch.left(), branch.right())), facts);
        }
      }
      if (facts != null) {
        known.put(block, facts);
      }
      if (block.terminator() instanceof Branch branch) {
        Boolean way = decide(branch, facts);
        if (way != null) {
          block.terminate(new Jump(way ? branch.then() : branch.otherwise()));
          changed = true;
        }
      }
      work.addAll(dominators.children(block));
    }
    return changed;
  }

  private static @Nullable Condition negated(Condition condition) {
    return condition == Condition.SET ? null : condition.negate();
  }

  private static @Nullable Boolean decide(Branch branch, @Nullable Facts facts) {
    for (Facts f = facts; f != null; f = f.outer()) {
      for (Fact fact : f.facts()) {
        if (implies(fact, branch.condition(), branch.left(), branch.right())) {
          return true;
        }
        Condition opposite = negated(branch.condition());
        if (opposite != null && implies(fact, opposite, branch.left(), branch.right())) {
          return false;
        }
      }
    }
    return null;
  }

  private static boolean implies(Fact fact, Condition condition, Value left, Value right) {
    if (fact.left().equals(left) && fact.right().equals(right)) {
      return implies(fact.condition(), condition);
    }
    if (fact.left().equals(right) && fact.right().equals(left)) {
      return implies(fact.condition().swap(), condition);
    }
    if (fact.left().equals(left)
        && fact.right() instanceof Constant a
        && right instanceof Constant b
        && fact.condition() == Condition.EQ
        && a.type() != Type.POINTER) {
      return condition == Condition.NE && a.value() != b.value();
    }
    return condition == Condition.LE
        && fact.condition() == Condition.LE
        && fact.right().equals(right)
        && bytesBehind(fact.left(), left) >= 0;
  }

  /// Whether the first condition holding means that the second holds, for the same two values.
  private static boolean implies(Condition a, Condition b) {
    if (a == b) {
      return true;
    }
    return switch (a) {
      case EQ -> b == Condition.GE || b == Condition.LE || b == Condition.SGE || b == Condition.SLE;
      case GT -> b == Condition.GE || b == Condition.NE;
      case LT -> b == Condition.LE || b == Condition.NE;
      case SGT -> b == Condition.SGE || b == Condition.NE;
      case SLT -> b == Condition.SLE || b == Condition.NE;
      default -> false;
    };
  }

  /// How many bytes `later` lies before `checked`, both constant distances from one pointer; -1 if it
  /// lies behind it, or they are not comparable.
  private static long bytesBehind(Value checked, Value later) {
    if (checked.type() != Type.POINTER || !base(checked).equals(base(later))) {
      return -1;
    }
    return distance(checked) - distance(later);
  }

  private static Value base(Value pointer) {
    return pointer instanceof Instruction i
            && i.op() == Op.OFFSET
            && i.operand(1) instanceof Constant
        ? base(i.operand(0))
        : pointer;
  }

  private static long distance(Value pointer) {
    return pointer instanceof Instruction i
            && i.op() == Op.OFFSET
            && i.operand(1) instanceof Constant c
        ? c.value() + distance(i.operand(0))
        : 0;
  }
}
