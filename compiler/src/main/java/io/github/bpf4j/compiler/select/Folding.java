package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What needs no instruction of its own because the instruction that uses it can do it. Asked twice:
/// by [Demand], to find what is needed at all, and by the selector.
final class Folding {
  private Folding() {}

  /// `base + offset`.
  record Address(Value base, int offset) {}

  /// `left condition right`; where `inverted`, the branch is taken where that does not hold.
  record Comparison(Condition condition, Value left, Value right, boolean inverted) {}

  /// Takes constants out of the base of a memory access, as far as the sum fits its 16 bits. The
  /// kernel knows what it has checked of a packet pointer for every pointer that differs from it by a
  /// constant, so the access may use the pointer that the checked one was made from.
  static Address address(Value base, int offset) {
    return address(base, offset, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  /// What pointer plus which constant a pointer is.
  static Address pointer(Value pointer) {
    // The verifier's limit for a constant added to a pointer is 2^29.
    return address(pointer, 0, -(1 << 28), 1 << 28);
  }

  private static Address address(Value base, int offset, int min, int max) {
    while (base instanceof Instruction i
        && i.op() == Op.OFFSET
        && i.operand(1) instanceof Value.Constant(_, long step)
        && step >= min
        && step <= max
        && offset + step >= min
        && offset + step <= max) {
      base = i.operand(0);
      offset += (int) step;
    }
    return new Address(base, offset);
  }

  /// The value whose low bytes are the same as those of `value`.
  static Value stored(Value value, Size size) {
    while (value instanceof Instruction i) {
      boolean same =
          switch (i.op()) {
            case SEXT8 -> size == Size.B;
            case SEXT16 -> size.bytes() <= 2;
            case TRUNC, SEXT32, ZEXT32 -> size.bytes() <= 4;
            case AND -> {
              long mask = (1L << (size.bits() - 1) << 1) - 1;
              yield i.operand(1) instanceof Value.Constant(_, long c) && (c & mask) == mask;
            }
            default -> false;
          };
      if (!same) {
        break;
      }
      value = i.operand(0);
    }
    return value;
  }

  /// What a branch compares: a constant comes second, and three-way comparisons, masks and byte swaps
  /// are taken apart where the branch can do without.
  static Comparison comparison(Terminator.Branch branch) {
    var condition = branch.condition();
    var left = branch.left();
    var right = branch.right();
    boolean inverted = false;
    if (left instanceof Value.Constant && !(right instanceof Value.Constant)) {
      left = branch.right();
      right = branch.left();
      condition = condition.swap();
    }
    if (isZero(right) && left instanceof Instruction i) {
      var unsigned = unsigned(condition);
      if (i.op() == Op.LCMP && unsigned != null) {
        left = i.operand(0);
        right = i.operand(1);
      } else if (i.op() == Op.UCMP && unsigned != null) {
        condition = unsigned;
        left = i.operand(0);
        right = i.operand(1);
      } else if (i.op() == Op.AND
          && (condition == Condition.EQ || condition == Condition.NE)
          && i.operand(1) instanceof Value.Constant(_, long mask)
          && mask == (int) mask) {
        inverted = condition == Condition.EQ;
        condition = Condition.SET;
        left = i.operand(0);
        right = i.operand(1);
      }
    }
    if (left instanceof Value.Constant && !(right instanceof Value.Constant)) {
      var constant = left;
      left = right;
      right = constant;
      condition = condition.swap();
    }
    if (condition == Condition.EQ || condition == Condition.NE || condition == Condition.SET) {
      var swapped = right instanceof Value.Constant c ? swapped(left, c) : null;
      if (swapped != null) {
        left = ((Instruction) left).operand(0);
        right = swapped;
      }
    }
    return new Comparison(condition, left, right, inverted);
  }

  /// The switch on what was there before its bytes were swapped, or the same.
  static Terminator.Switch unswapped(Terminator.Switch choice) {
    var cases = new ArrayList<Terminator.Case>();
    for (var c : choice.cases()) {
      var swapped = swapped(choice.value(), Value.Constant.of(c.value()));
      if (swapped == null) {
        return choice;
      }
      cases.add(new Terminator.Case((int) swapped.value(), c.edge()));
    }
    return new Terminator.Switch(
        ((Instruction) choice.value()).operand(0), cases, choice.otherwise(), choice.position());
  }

  /// The constant to compare the operand of a byte swap with instead of its result, or null.
  private static Value.@Nullable Constant swapped(Value value, Value.Constant constant) {
    if (!(value instanceof Instruction i)) {
      return null;
    }
    long number = constant.value();
    return switch (i.op()) {
      case BSWAP16 ->
          number == (char) number && isShort(i.operand(0))
              ? Value.Constant.of((int) Character.reverseBytes((char) number))
              : null;
      case BSWAP32 -> Value.Constant.of(Integer.reverseBytes((int) number));
      case BSWAP64 -> {
        long swapped = Long.reverseBytes(number);
        yield swapped == (int) swapped ? Value.Constant.of(swapped) : null;
      }
      default -> null;
    };
  }

  /// Whether a value is known to be at most 65,535.
  private static boolean isShort(Value value) {
    return value instanceof Instruction i
        && switch (i.op()) {
          case LOAD -> i.size().bytes() <= 2 && !i.signed();
          case BSWAP16 -> true;
          case AND -> i.operand(1) instanceof Value.Constant(_, long c) && c == (char) c;
          default -> false;
        };
  }

  private static boolean isZero(Value value) {
    return value instanceof Value.Constant(var type, long number)
        && number == 0
        && type != Type.POINTER;
  }

  private static @Nullable Condition unsigned(Condition condition) {
    return switch (condition) {
      case EQ, NE -> condition;
      case SGT -> Condition.GT;
      case SGE -> Condition.GE;
      case SLT -> Condition.LT;
      case SLE -> Condition.LE;
      case GT, GE, LT, LE, SET -> null;
    };
  }
}
