package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Local rules: one instruction, seen with those that its operands come from, becomes a simpler one.
public final class Folding {
  private Folding() {}

  /// What `instruction` may be replaced by: a value that is already there, a constant, a new
  /// instruction for the same place, or itself where no rule fits.
  public static Value simplify(Instruction instruction) {
    Value simpler = step(instruction);
    while (simpler instanceof Instruction next && next != instruction && isNew(next, instruction)) {
      instruction = next;
      simpler = step(next);
    }
    return simpler;
  }

  private static boolean isNew(Instruction next, Instruction before) {
    return !before.operands().contains(next) && next.position().equals(before.position());
  }

  private static Value step(Instruction i) {
    if (i.op() == Op.STORE) {
      return store(i);
    }
    if (i.op() == Op.KEEP) {
      return keep(i);
    }
    if (!i.op().isPure()) {
      return i;
    }
    Value a = i.operand(0);
    if (i.operands().size() == 1) {
      return unary(i, a);
    }
    Value b = i.operand(1);
    if (a instanceof Constant x
        && b instanceof Constant y
        && Arithmetic.computes(i.op(), y.value())) {
      return new Constant(i.type(), Arithmetic.compute(i.op(), i.type(), x.value(), y.value()));
    }
    if (a instanceof Constant && i.op().isCommutative()) {
      return i.with(List.of(b, a));
    }
    if (b instanceof Constant c) {
      return withConstant(i, a, c.value());
    }
    if (a.equals(b)) {
      return switch (i.op()) {
        case SUB, XOR, LCMP, UCMP -> new Constant(i.type(), 0);
        case AND, OR -> a;
        default -> i;
      };
    }
    return i;
  }

  private static Value unary(Instruction i, Value a) {
    if (a instanceof Constant c && Arithmetic.computes(i.op(), 0)) {
      return new Constant(i.type(), Arithmetic.compute(i.op(), i.type(), c.value(), 0));
    }
    var inner = a instanceof Instruction instruction ? instruction : null;
    return switch (i.op()) {
      case SEXT8 -> Bits.of(a) <= 7 ? a : narrowing(i, inner, 8);
      case SEXT16 -> Bits.of(a) <= 15 ? a : narrowing(i, inner, 16);
      case BSWAP16 -> {
        if (inner != null && isOp(inner, Op.BSWAP16) && Bits.of(inner.operand(0)) <= 16) {
          yield inner.operand(0);
        }
        yield narrowing(i, inner, 16);
      }
      case BSWAP64 -> {
        if (inner != null && isOp(inner, Op.BSWAP64)) {
          yield inner.operand(0);
        }
        Value low = inner == null ? null : swappedLow(inner);
        yield low == null ? i : Instruction.of(Op.ZEXT32, Type.I64, i.position(), low);
      }
      case BSWAP32, NEG -> inner != null && isOp(inner, i.op()) ? inner.operand(0) : i;
      case TRUNC -> {
        if (inner != null && (isOp(inner, Op.SEXT32) || isOp(inner, Op.ZEXT32))) {
          yield inner.operand(0);
        }
        yield i;
      }
      case SEXT32 -> Bits.of(a) <= 31 ? Instruction.of(Op.ZEXT32, Type.I64, i.position(), a) : i;
      default -> i;
    };
  }

  /// What the low half is, with its bytes swapped, of a value whose high half was swapped to be that.
  private static @Nullable Value swappedLow(Instruction value) {
    return isOp(value, Op.SHL)
            && value.operand(1) instanceof Constant(_, long count)
            && count == 32
            && value.operand(0) instanceof Instruction half
            && (isOp(half, Op.ZEXT32) || isOp(half, Op.SEXT32))
            && half.operand(0) instanceof Instruction swapped
            && isOp(swapped, Op.BSWAP32)
        ? swapped.operand(0)
        : null;
  }

  /// Drops from the operand what the low `bits` bits do not depend on.
  private static Value narrowing(Instruction i, @Nullable Instruction inner, int bits) {
    Value bare = inner == null ? null : lowBits(inner, bits);
    return bare == null ? i : i.with(List.of(bare));
  }

  /// The value that `value` was extended or masked from, if its low `bits` bits are the same.
  static @Nullable Value lowBits(Instruction value, int bits) {
    return switch (value.op()) {
      case SEXT8 -> bits <= 8 ? value.operand(0) : null;
      case SEXT16 -> bits <= 16 ? value.operand(0) : null;
      case AND -> {
        long mask = (1L << bits) - 1;
        yield value.operand(1) instanceof Constant c && (c.value() & mask) == mask
            ? value.operand(0)
            : null;
      }
      default -> null;
    };
  }

  private static Value withConstant(Instruction i, Value a, long c) {
    var inner = a instanceof Instruction instruction ? instruction : null;
    int width = i.type() == Type.I64 ? 64 : 32;
    switch (i.op()) {
      case ADD -> {
        if (c == 0) {
          return a;
        }
        if (inner != null && isOp(inner, Op.ADD) && inner.operand(1) instanceof Constant d) {
          return i.with(List.of(inner.operand(0), new Constant(i.type(), c + d.value())));
        }
      }
      case SUB -> {
        return Instruction.of(Op.ADD, i.type(), i.position(), a, new Constant(i.type(), -c));
      }
      case OFFSET -> {
        if (c == 0) {
          return a;
        }
        if (inner != null && isOp(inner, Op.OFFSET) && inner.operand(1) instanceof Constant d) {
          return i.with(List.of(inner.operand(0), Constant.of(c + d.value())));
        }
      }
      case OR, XOR -> {
        if (c == 0) {
          return a;
        }
      }
      case SHL, SHR, SAR -> {
        long count = c & (width - 1);
        if (count == 0) {
          return a;
        }
        if (count != c) {
          return i.with(List.of(a, Constant.of((int) count)));
        }
      }
      case MUL -> {
        if (c == 0) {
          return new Constant(i.type(), 0);
        }
        if (c == 1) {
          return a;
        }
        if (isPowerOfTwo(c)) {
          return shift(Op.SHL, i, a, c);
        }
      }
      case SDIV -> {
        if (c == 1) {
          return a;
        }
        if (c > 0 && Bits.of(a) < width) {
          return Instruction.of(Op.UDIV, i.type(), i.position(), a, new Constant(i.type(), c));
        }
      }
      case UDIV -> {
        if (c == 1) {
          return a;
        }
        if (isPowerOfTwo(c)) {
          return shift(Op.SHR, i, a, c);
        }
      }
      case SREM -> {
        if (c > 0 && Bits.of(a) < width) {
          return Instruction.of(Op.UREM, i.type(), i.position(), a, new Constant(i.type(), c));
        }
      }
      case UREM -> {
        if (isPowerOfTwo(c)) {
          return Instruction.of(Op.AND, i.type(), i.position(), a, new Constant(i.type(), c - 1));
        }
      }
      case AND -> {
        return and(i, a, inner, c);
      }
      default -> {}
    }
    return i;
  }

  private static Value and(Instruction i, Value a, @Nullable Instruction inner, long mask) {
    if (mask == 0) {
      return new Constant(i.type(), 0);
    }
    if (mask == -1) {
      return a;
    }
    int known = Bits.provable(a);
    if (known < 64 && (mask & ((1L << known) - 1)) == (1L << known) - 1) {
      return a;
    }
    if (inner != null && isOp(inner, Op.AND) && inner.operand(1) instanceof Constant d) {
      return i.with(List.of(inner.operand(0), new Constant(i.type(), mask & d.value())));
    }
    if (mask == 0xffff_ffffL && inner != null && isOp(inner, Op.SEXT32)) {
      return Instruction.of(Op.ZEXT32, Type.I64, i.position(), inner.operand(0));
    }
    if (inner != null && mask > 0) {
      Value bare = lowBits(inner, 64 - Long.numberOfLeadingZeros(mask));
      if (bare != null) {
        return i.with(List.of(bare, new Constant(i.type(), mask)));
      }
    }
    return i;
  }

  /// What is kept are a value's bytes, in whichever order.
  private static Value keep(Instruction i) {
    return i.operand(0) instanceof Instruction value
            && (isOp(value, Op.BSWAP16) || isOp(value, Op.BSWAP32) || isOp(value, Op.BSWAP64))
        ? i.with(value.operands())
        : i;
  }

  private static Value store(Instruction i) {
    int bits = 8 * i.size().bytes();
    if (i.size() != Size.DW && i.operand(1) instanceof Instruction value) {
      Value bare = value.hasResult() ? lowBits(value, bits) : null;
      if (bare != null) {
        return i.with(List.of(i.operand(0), bare));
      }
    }
    return i;
  }

  /// A simpler branch that goes the same way, or `branch` itself. One whose way is known comes back
  /// with two constants.
  public static Branch simplify(Branch branch) {
    Value left = branch.left();
    Value right = branch.right();
    Condition condition = branch.condition();
    if (left instanceof Constant && !(right instanceof Constant)) {
      return compare(branch, condition.swap(), /* left= */ right, /* right= */ left);
    }
    if (right instanceof Constant c && left instanceof Instruction value) {
      boolean equality = condition == Condition.EQ || condition == Condition.NE;
      if (c.value() == 0 && value.op() == Op.LCMP) {
        return compare(branch, condition, value.operand(0), value.operand(1));
      }
      if (c.value() == 0 && value.op() == Op.UCMP) {
        return compare(branch, unsigned(condition), value.operand(0), value.operand(1));
      }
      if (equality) {
        switch (value.op()) {
          case BSWAP16 -> {
            Value bare = value.operand(0);
            if (Bits.of(bare) <= 16 && (c.value() >>> 16) == 0) {
              return compare(branch, condition, bare, swapped(value.op(), c));
            }
          }
          case BSWAP32, BSWAP64 -> {
            return compare(branch, condition, value.operand(0), swapped(value.op(), c));
          }
          case ZEXT32 -> {
            if (c.value() >>> 32 == 0) {
              return compare(branch, condition, value.operand(0), Constant.of((int) c.value()));
            }
          }
          case SEXT32 -> {
            if (c.value() == (int) c.value()) {
              return compare(branch, condition, value.operand(0), Constant.of((int) c.value()));
            }
          }
          case SHL -> {
            if (value.operand(1) instanceof Constant count) {
              int width = value.type() == Type.I64 ? 64 : 32;
              int bits = (int) count.value() & (width - 1);
              boolean nothingLost = Bits.of(value.operand(0)) + bits < width;
              if (nothingLost && (c.value() & ((1L << bits) - 1)) == 0) {
                return compare(
                    branch, condition, value.operand(0), new Constant(c.type(), c.value() >> bits));
              }
            }
          }
          case ADD -> {
            if (value.operand(1) instanceof Constant d) {
              return compare(
                  branch,
                  condition,
                  value.operand(0),
                  new Constant(c.type(), c.value() - d.value()));
            }
          }
          default -> {}
        }
      }
    }
    return branch;
  }

  /// Whether the way of `branch` is known: true for `then`, false for `otherwise`, null if not.
  public static @Nullable Boolean decide(Branch branch) {
    if (branch.left() instanceof Constant a && branch.right() instanceof Constant b) {
      return Arithmetic.holds(branch.condition(), a.value(), b.value());
    }
    if (branch.left().equals(branch.right())) {
      return Arithmetic.holds(branch.condition(), 0, 0) && branch.condition() != Condition.SET
          ? Boolean.TRUE
          : branch.condition() == Condition.SET ? null : Boolean.FALSE;
    }
    if (branch.right() instanceof Constant c && c.type() != Type.POINTER) {
      int bits = Bits.provable(branch.left());
      int width = c.type() == Type.I64 ? 64 : 32;
      if (bits < width) {
        return decide(branch.condition(), (1L << bits) - 1, c.value());
      }
    }
    return null;
  }

  /// Whether `x condition c` is the same for all x from 0 to `max`.
  private static @Nullable Boolean decide(Condition condition, long max, long c) {
    boolean outside = c < 0 || c > max;
    return switch (condition) {
      case EQ -> outside ? Boolean.FALSE : null;
      case NE -> outside ? Boolean.TRUE : null;
      case SLT -> c <= 0 ? Boolean.FALSE : c > max ? Boolean.TRUE : null;
      case SGE -> c <= 0 ? Boolean.TRUE : c > max ? Boolean.FALSE : null;
      case SLE -> c < 0 ? Boolean.FALSE : c >= max ? Boolean.TRUE : null;
      case SGT -> c < 0 ? Boolean.TRUE : c >= max ? Boolean.FALSE : null;
      case LT -> c == 0 ? Boolean.FALSE : outside ? Boolean.TRUE : null;
      case GE -> c == 0 ? Boolean.TRUE : outside ? Boolean.FALSE : null;
      case LE -> c < 0 || c >= max ? Boolean.TRUE : null;
      case GT -> c < 0 || c >= max ? Boolean.FALSE : null;
      case SET -> null;
    };
  }

  private static Branch compare(Branch branch, Condition condition, Value left, Value right) {
    return new Branch(condition, left, right, branch.then(), branch.otherwise(), branch.position());
  }

  private static Constant swapped(Op op, Constant c) {
    return new Constant(c.type(), Arithmetic.compute(op, c.type(), c.value(), 0));
  }

  private static Condition unsigned(Condition condition) {
    return switch (condition) {
      case SGT -> Condition.GT;
      case SGE -> Condition.GE;
      case SLT -> Condition.LT;
      case SLE -> Condition.LE;
      default -> condition;
    };
  }

  private static Value shift(Op op, Instruction i, Value a, long powerOfTwo) {
    return Instruction.of(
        op, i.type(), i.position(), a, Constant.of(Long.numberOfTrailingZeros(powerOfTwo)));
  }

  private static boolean isPowerOfTwo(long c) {
    return c > 1 && Long.bitCount(c) == 1;
  }

  private static boolean isOp(Instruction instruction, Op op) {
    return instruction.op() == op;
  }
}
