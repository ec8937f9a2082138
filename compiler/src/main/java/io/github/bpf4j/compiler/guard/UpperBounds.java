package io.github.bpf4j.compiler.guard;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What the values of a function are at most, as unsigned numbers: no less than what the kernel's verifier concludes on
/// any way to them (`adjust_scalar_min_max_vals` in `kernel/bpf/verifier.c`, Linux 6.1).
///
/// Where ways join, the largest counts; what goes round a loop can be anything.
public final class UpperBounds {
  /// Of an I32 of which nothing is known; that of an I64 is not asked for.
  public static final long UNKNOWN = 0xffff_ffffL;

  /// The verifier gives up on a number of 32 bits that is shifted to become larger.
  private static final long MAX_SHIFTED = 1L << 31;

  private static final int MAX_DEPTH = 100;

  private final Map<Value, List<Value>> arguments = new IdentityHashMap<>();
  private final Map<Value, Long> known = new IdentityHashMap<>();
  private int depth;

  private UpperBounds() {}

  /// Of the values of `function`, as it is now.
  public static UpperBounds of(Function function) {
    var bounds = new UpperBounds();
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          bounds
              .arguments
              .computeIfAbsent(edge.target().parameters().get(i), _ -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
    }
    return bounds;
  }

  /// The largest that `value` can be, or [#UNKNOWN] where that is more or not known.
  public long of(Value value) {
    return switch (value) {
      case Constant(Type type, long c) when type != Type.POINTER ->
          c < 0 ? UNKNOWN : Math.min(UNKNOWN, c);
      case Instruction i when i.hasResult() && i.type() != Type.POINTER -> remembered(i);
      case Parameter p when p.type() != Type.POINTER && arguments.containsKey(p) -> remembered(p);
      default -> UNKNOWN;
    };
  }

  private long remembered(Value value) {
    Long found = known.get(value);
    if (found == null) {
      // While it is being found out, nothing is known: so a loop adds up to nothing.
      known.put(value, UNKNOWN);
      depth++;
      if (depth > MAX_DEPTH) {
        found = UNKNOWN;
      } else {
        found = value instanceof Instruction i ? compute(i) : largestArgument(value);
      }
      depth--;
      known.put(value, found);
    }
    return found;
  }

  private long largestArgument(Value parameter) {
    long largest = 0;
    for (Value argument : arguments.getOrDefault(parameter, List.of())) {
      largest = Math.max(largest, of(argument));
    }
    return largest;
  }

  private long compute(Instruction i) {
    return switch (i.op()) {
      case LOAD -> i.signed() || i.size().bytes() > 2 ? UNKNOWN : (1L << i.size().bits()) - 1;
      case ZEXT32, TRUNC -> of(i.operand(0));
      case AND -> Math.min(of(i.operand(0)), of(i.operand(1)));
      case OR, XOR -> allBits(Math.max(of(i.operand(0)), of(i.operand(1))));
      case ADD -> atMost(UNKNOWN, of(i.operand(0)) + of(i.operand(1)));
      case MUL -> {
        long a = of(i.operand(0));
        long b = of(i.operand(1));
        yield a <= 0xffff && b <= 0xffff ? a * b : UNKNOWN;
      }
      case SHL ->
          i.operand(1) instanceof Constant(_, long count) && count >= 0 && count < 31
              ? atMost(MAX_SHIFTED, of(i.operand(0)) << count)
              : UNKNOWN;
      case SHR -> {
        long a = of(i.operand(0));
        boolean whole = i.type() == Type.I32 || a < UNKNOWN;
        yield whole && i.operand(1) instanceof Constant(_, long count) && count >= 0 && count < 32
            ? a >> count
            : UNKNOWN;
      }
      default -> UNKNOWN;
    };
  }

  private static long atMost(long limit, long bound) {
    return bound <= limit ? bound : UNKNOWN;
  }

  /// The largest number that has no more bits.
  private static long allBits(long bound) {
    return bound == 0 ? 0 : (Long.highestOneBit(bound) << 1) - 1;
  }
}
