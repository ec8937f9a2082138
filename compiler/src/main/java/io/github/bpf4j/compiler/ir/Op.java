package io.github.bpf4j.compiler.ir;

/// What an [Instruction] does. Every operation means what Java means: wrap-around arithmetic, shift
/// counts masked to the width, truncating division.
public enum Op {
  /// Sum of two values of the same type.
  ADD,
  /// Difference.
  SUB,
  /// Product.
  MUL,
  /// Signed quotient; the divisor is known not to be 0; MIN / -1 is MIN.
  SDIV,
  /// Signed remainder, with the sign of the dividend; the divisor is known not to be 0.
  SREM,
  /// Unsigned quotient; the divisor is known not to be 0.
  UDIV,
  /// Unsigned remainder; the divisor is known not to be 0.
  UREM,
  /// Bitwise and.
  AND,
  /// Bitwise or.
  OR,
  /// Bitwise exclusive or.
  XOR,
  /// Shift left; the count (second operand) is an I32.
  SHL,
  /// Logical shift right.
  SHR,
  /// Arithmetic shift right.
  SAR,
  /// Negation.
  NEG,
  /// I32 to I32: the low 8 bits, sign-extended (`i2b`).
  SEXT8,
  /// I32 to I32: the low 16 bits, sign-extended (`i2s`).
  SEXT16,
  /// I32 to I64, sign-extended (`i2l`).
  SEXT32,
  /// I32 to I64, zero-extended (`Integer.toUnsignedLong`).
  ZEXT32,
  /// I64 to I32: the low 32 bits (`l2i`).
  TRUNC,
  /// I32 to I32: the low 16 bits with their bytes swapped, zero-extended.
  BSWAP16,
  /// I32 with its bytes swapped.
  BSWAP32,
  /// I64 with its bytes swapped.
  BSWAP64,
  /// Compares two I64: -1, 0 or 1 as an I32 (`lcmp`). Mostly fused away into a branch.
  LCMP,
  /// Compares two values as unsigned: negative, 0 or positive as an I32.
  UCMP,
  /// Loads [Instruction#size] bytes at operand 0 plus [Instruction#offset], zero-extended, or
  /// sign-extended where [Instruction#signed]. An I32 or I64; a POINTER where the context's field is
  /// one (`data`, `data_end`: 4 bytes in `struct xdp_md`).
  LOAD,
  /// Stores the low [Instruction#size] bytes of operand 1 at operand 0 plus [Instruction#offset].
  STORE,
  /// A POINTER moved by an I64 (operand 1): `r = p; r += n`.
  OFFSET,
  /// Operand 0 minus operand 1, both POINTER, as an I64.
  DIFFERENCE,
  /// Does [Instruction#atomic] with the last operand to the [Instruction#size] (4 or 8) bytes at operand 0
  /// plus [Instruction#offset], all at once. The result, if any, is what was there before. A
  /// `CMPXCHG` compares with operand 1.
  ATOMIC,
  /// Does nothing, and no pass may do without its operand: see [io.github.bpf4j.api.BlackHole].
  KEEP,
  /// Calls helper number [Instruction#offset] with up to five operands.
  CALL,
  /// Calls kernel function number [Instruction#offset] ([io.github.bpf4j.object.Kfunc]) with up to five operands.
  CALL_KFUNC,
  /// Calls the program's function number [Instruction#offset] with up to five operands.
  CALL_LOCAL;

  /// Whether it may not be removed when its result is unused, nor moved past another such.
  public boolean hasEffect() {
    return switch (this) {
      case STORE, ATOMIC, KEEP, CALL, CALL_KFUNC, CALL_LOCAL -> true;
      default -> false;
    };
  }

  /// Whether it leaves the function and comes back.
  public boolean isCall() {
    return this == CALL || this == CALL_KFUNC || this == CALL_LOCAL;
  }

  /// Whether its result depends on its operands alone.
  public boolean isPure() {
    return !hasEffect() && this != LOAD;
  }

  /// Whether the operands may change places.
  public boolean isCommutative() {
    return switch (this) {
      case ADD, MUL, AND, OR, XOR -> true;
      default -> false;
    };
  }
}
