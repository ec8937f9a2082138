package io.github.bpf4j.compiler.estimate;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Width;
import org.jspecify.annotations.Nullable;

/// The numbers that a register can hold, as signed 64-bit numbers. May claim too much, never too little.
///
/// @param low the least
/// @param high the largest
record Range(long low, long high) {
  static final Range ANY = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  private static final long LOW_WORD = 0xffff_ffffL;

  /// What the low half of a register can hold.
  static final Range WORD = new Range(0, LOW_WORD);

  static Range of(long value) {
    return new Range(value, value);
  }

  boolean isKnown() {
    return low == high;
  }

  boolean contains(Range other) {
    return low <= other.low && other.high <= high;
  }

  /// The result of an operation on this and `other`.
  Range apply(Width width, AluOp op, Range other) {
    var exact = width == Width.W32 ? word().exact(op, other.word()) : exact(op, other);
    return width == Width.W32 ? exact.word() : exact;
  }

  /// The low half, zero-extended.
  Range word() {
    return isKnown() ? of(low & LOW_WORD) : WORD.contains(this) ? this : WORD;
  }

  private Range exact(AluOp op, Range other) {
    try {
      return switch (op) {
        case MOV -> other;
        case ADD -> new Range(Math.addExact(low, other.low), Math.addExact(high, other.high));
        case SUB ->
            new Range(Math.subtractExact(low, other.high), Math.subtractExact(high, other.low));
        case MUL ->
            low >= 0 && other.low >= 0
                ? new Range(
                    Math.multiplyExact(low, other.low), Math.multiplyExact(high, other.high))
                : ANY;
        case AND ->
            isKnown() && other.isKnown()
                ? of(low & other.low)
                : other.low >= 0 ? new Range(0, other.high) : ANY;
        case LSH ->
            other.isKnown() && other.low >= 0 && other.low < 32
                ? exact(AluOp.MUL, of(1L << other.low))
                : ANY;
        case RSH ->
            other.isKnown() && low >= 0 && other.low >= 0 && other.low < Long.SIZE
                ? new Range(low >>> other.low, high >>> other.low)
                : ANY;
        case DIV ->
            other.isKnown() && other.low > 0 && low >= 0
                ? new Range(low / other.low, high / other.low)
                : ANY;
        case MOD ->
            other.isKnown() && other.low > 0 && low >= 0 ? new Range(0, other.low - 1) : ANY;
        case SDIV, SMOD, OR, ARSH, XOR -> ANY;
      };
    } catch (ArithmeticException overflow) {
      return ANY;
    }
  }

  /// The numbers as a comparison sees them: of the low half alone, or as unsigned; then all below zero
  /// are larger than [Long#MAX_VALUE], of which nothing is known.
  private Range seen(Width width, boolean signed) {
    if (width == Width.W64) {
      return signed || low >= 0 ? this : ANY;
    }
    if (!signed) {
      return word();
    }
    var word = word();
    if (word.isKnown()) {
      int number = (int) word.low;
      return of(number);
    }
    return word.high <= Integer.MAX_VALUE ? word : new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// What remains of this where `condition` holds between this and `other`; null where it cannot hold.
  @Nullable Range where(Width width, Condition condition, Range other) {
    boolean signed = isSigned(condition);
    var a = seen(width, signed);
    var b = other.seen(width, signed);
    boolean comparable = signed || width == Width.W32 || (a.low >= 0 && b.low >= 0);
    if (!comparable && condition != Condition.EQ && condition != Condition.NE) {
      return this;
    }
    var left =
        switch (condition) {
          case EQ -> new Range(Math.max(a.low, b.low), Math.min(a.high, b.high));
          case NE -> a.without(b);
          case GT, SGT ->
              new Range(b.low == Long.MAX_VALUE ? b.low : Math.max(a.low, b.low + 1), a.high);
          case GE, SGE -> new Range(Math.max(a.low, b.low), a.high);
          case LT, SLT ->
              new Range(a.low, b.high == Long.MIN_VALUE ? b.high : Math.min(a.high, b.high - 1));
          case LE, SLE -> new Range(a.low, Math.min(a.high, b.high));
          case SET -> a;
        };
    if (left.low > left.high) {
      return null;
    }
    // what was seen are the numbers themselves where none is below zero and nothing was cut off
    return left.low >= 0 && (width == Width.W64 || WORD.contains(this)) ? left : this;
  }

  private Range without(Range other) {
    if (!other.isKnown()) {
      return this;
    }
    return new Range(low == other.low ? low + 1 : low, high == other.low ? high - 1 : high);
  }

  private static boolean isSigned(Condition condition) {
    return switch (condition) {
      case SGT, SGE, SLT, SLE -> true;
      case EQ, NE, GT, GE, LT, LE, SET -> false;
    };
  }
}
