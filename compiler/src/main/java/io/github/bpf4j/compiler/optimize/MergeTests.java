package io.github.bpf4j.compiler.optimize;

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
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two tests of the same value, one after the other, become one where that takes no more instructions:
///
/// - both have to hold, and look at different bits: `x >>> 4 == 4 && (x & 15) == 5` of a byte becomes
///   `x == 0x45`;
/// - one has to hold, and they differ in one bit alone: `x == 0 || x == 8` becomes `(x & ~8) == 0`.
public final class MergeTests implements Pass {
  /// `(value & mask) == bits`, where it goes to `then`.
  private record BitTest(Value value, long mask, long bits, Edge then, Edge otherwise) {}

  @Override
  public boolean run(Function function) {
    boolean changed = false;
    boolean again = true;
    while (again) {
      again = false;
      var edgesTo = edgesTo(function);
      for (Block first : function.blocks()) {
        if (first.terminator() instanceof Branch branch) {
          again |= both(first, branch, edgesTo) || either(first, branch, edgesTo);
        }
      }
      changed |= again;
    }
    return changed;
  }

  private static Map<Block, Integer> edgesTo(Function function) {
    Map<Block, Integer> counts = new IdentityHashMap<>();
    for (Block block : function.blocks()) {
      block.terminator().edges().forEach(edge -> counts.merge(edge.target(), 1, Integer::sum));
    }
    return counts;
  }

  private static boolean both(Block first, Branch branch, Map<Block, Integer> edgesTo) {
    var one = test(branch);
    var two = one == null ? null : next(one.then(), edgesTo);
    if (one == null
        || two == null
        || !one.value().equals(two.value())
        || !one.otherwise().equals(two.otherwise())
        || (one.mask() & two.mask()) != 0) {
      return false;
    }
    one.then().target().terminate(new Jump(two.then()));
    test(first, branch, one.mask() | two.mask(), one.bits() | two.bits(), one);
    return true;
  }

  private static boolean either(Block first, Branch branch, Map<Block, Integer> edgesTo) {
    var one = test(branch);
    var two = one == null ? null : next(one.otherwise(), edgesTo);
    if (one == null
        || two == null
        || !one.value().equals(two.value())
        || !one.then().equals(two.then())
        || one.mask() != two.mask()
        || Long.bitCount(one.bits() ^ two.bits()) != 1
        // Only then it is one instruction to test.
        || (one.bits() & two.bits()) != 0) {
      return false;
    }
    one.otherwise().target().terminate(new Jump(two.otherwise()));
    test(first, branch, one.mask() & ~(one.bits() ^ two.bits()), 0, one);
    return true;
  }

  /// The test that an edge leads to, if nothing else leads there and it does nothing but test.
  private static @Nullable BitTest next(Edge edge, Map<Block, Integer> edgesTo) {
    Block block = edge.target();
    return edgesTo.getOrDefault(block, 0) == 1
            && block.parameters().isEmpty()
            && block.instructions().stream().allMatch(i -> i.op().isPure())
            && block.terminator() instanceof Branch branch
        ? test(branch)
        : null;
  }

  private static @Nullable BitTest test(Branch branch) {
    if (!(branch.right() instanceof Constant c)
        || c.type() == Type.POINTER
        || branch.left() instanceof Constant) {
      return null;
    }
    return switch (branch.condition()) {
      case EQ -> test(branch.left(), c.value(), branch.then(), branch.otherwise());
      case NE -> test(branch.left(), c.value(), branch.otherwise(), branch.then());
      default -> null;
    };
  }

  private static @Nullable BitTest test(Value value, long bits, Edge then, Edge otherwise) {
    long mask = all(value);
    if (value instanceof Instruction i
        && i.operands().size() == 2
        && i.operand(1) instanceof Constant c) {
      if (i.op() == Op.AND) {
        value = i.operand(0);
        mask = c.value() & all(value);
      } else if (i.op() == Op.SHR && c.value() > 0 && c.value() < Bits.of(i.operand(0))) {
        value = i.operand(0);
        mask = all(value) & -1L << c.value();
        bits = bits << c.value();
      }
    }
    return (bits & ~mask) == 0 && mask > 0 ? new BitTest(value, mask, bits, then, otherwise) : null;
  }

  /// The bits that may be set in a value.
  private static long all(Value value) {
    int bits = Bits.of(value);
    return bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  private static void test(Block block, Branch before, long mask, long bits, BitTest ways) {
    Value tested = ways.value();
    if (mask != all(tested)) {
      var and =
          Instruction.of(
              Op.AND, tested.type(), before.position(), tested, new Constant(tested.type(), mask));
      block.instructions().add(and);
      tested = and;
    }
    block.terminate(
        new Branch(
            Condition.EQ,
            tested,
            new Constant(tested.type(), bits),
            ways.then(),
            ways.otherwise(),
            before.position()));
  }
}
