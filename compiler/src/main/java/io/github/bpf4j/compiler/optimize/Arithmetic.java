package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.isa.Condition;

/// Operations on constants, with Java's meaning.
final class Arithmetic {
  private Arithmetic() {}

  /// Whether [#compute] knows `op` with `b` as its second operand. A division by 0 stands only behind a
  /// test that keeps it from being reached.
  static boolean computes(Op op, long b) {
    return switch (op) {
      case LOAD, STORE, OFFSET, DIFFERENCE, ATOMIC, KEEP, CALL, CALL_KFUNC, CALL_LOCAL -> false;
      case SDIV, SREM, UDIV, UREM -> b != 0;
      default -> true;
    };
  }

  /// `op` applied to `a` (and `b`, where it takes two) of type `type`.
  static long compute(Op op, Type type, long a, long b) {
    return type == Type.I64 ? wide(op, a, b) : narrow(op, a, b);
  }

  private static long wide(Op op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case SDIV -> a / b;
      case SREM -> a % b;
      case UDIV -> Long.divideUnsigned(a, b);
      case UREM -> Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >>> b;
      case SAR -> a >> b;
      case NEG -> -a;
      case SEXT32 -> (int) a;
      case ZEXT32 -> a & 0xffff_ffffL;
      case BSWAP64 -> Long.reverseBytes(a);
      default -> throw new IllegalArgumentException(op + " does not give a long");
    };
  }

  @SuppressWarnings("NarrowCalculation") // Java's int wraps around.
  private static long narrow(Op op, long a, long b) {
    int x = (int) a;
    int y = (int) b;
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case SDIV -> x / y;
      case SREM -> x % y;
      case UDIV -> Integer.divideUnsigned(x, y);
      case UREM -> Integer.remainderUnsigned(x, y);
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
      case SHL -> x << y;
      case SHR -> x >>> y;
      case SAR -> x >> y;
      case NEG -> -x;
      case SEXT8 -> (byte) x;
      case SEXT16 -> (short) x;
      case TRUNC -> x;
      case BSWAP16 -> Short.reverseBytes((short) x) & 0xffff;
      case BSWAP32 -> Integer.reverseBytes(x);
      case LCMP -> Long.compare(a, b);
      case UCMP -> Long.compareUnsigned(a, b);
      default -> throw new IllegalArgumentException(op + " does not give an int");
    };
  }

  /// Whether `a condition b` holds for two values of type `type`, an I32 kept sign-extended.
  static boolean holds(Condition condition, long a, long b) {
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case SGT -> a > b;
      case SGE -> a >= b;
      case SLT -> a < b;
      case SLE -> a <= b;
      // Sign extension keeps the unsigned order of two ints.
      case GT -> Long.compareUnsigned(a, b) > 0;
      case GE -> Long.compareUnsigned(a, b) >= 0;
      case LT -> Long.compareUnsigned(a, b) < 0;
      case LE -> Long.compareUnsigned(a, b) <= 0;
      case SET -> (a & b) != 0;
    };
  }
}
