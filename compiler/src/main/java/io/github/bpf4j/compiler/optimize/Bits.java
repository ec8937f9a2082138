package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;

/// How many low bits of a value may be set: what its definition alone says, and as much of that as the
/// kernel's verifier knows. A check may be left out only for what the verifier knows too.
public final class Bits {
  private static final int DEPTH = 6;

  private Bits() {}

  /// From 0 to 32 for an I32, to 64 otherwise: the value is below `1 << bits`, unsigned.
  public static int of(Value value) {
    return of(value, DEPTH);
  }

  /// The same, without what the verifier does not conclude: it knows nothing of a quotient, a byte
  /// swap, a shift by a variable or the distance of two pointers, and of a product only where both
  /// factors have 16 bits (`adjust_scalar_min_max_vals` in `kernel/bpf/verifier.c`, Linux 6.1).
  public static int provable(Value value) {
    return provable(value, DEPTH);
  }

  private static int provable(Value value, int depth) {
    int width = value.type() == Type.I32 ? 32 : 64;
    if (!(value instanceof Instruction i) || value.type() == Type.POINTER) {
      return of(value, 0);
    }
    if (depth == 0) {
      return width;
    }
    return Math.min(
        width,
        switch (i.op()) {
          case LOAD -> of(value, 1);
          case ZEXT32, TRUNC -> Math.min(32, provable(i.operand(0), depth - 1));
          case AND ->
              Math.min(provable(i.operand(0), depth - 1), provable(i.operand(1), depth - 1));
          case OR, XOR ->
              Math.max(provable(i.operand(0), depth - 1), provable(i.operand(1), depth - 1));
          case ADD ->
              1 + Math.max(provable(i.operand(0), depth - 1), provable(i.operand(1), depth - 1));
          case MUL -> {
            int a = provable(i.operand(0), depth - 1);
            int b = provable(i.operand(1), depth - 1);
            yield a <= 16 && b <= 16 ? a + b : width;
          }
          case SHL ->
              i.operand(1) instanceof Constant c
                  ? provable(i.operand(0), depth - 1) + (int) (c.value() & (width - 1))
                  : width;
          case SHR ->
              i.operand(1) instanceof Constant c
                  ? Math.max(0, provable(i.operand(0), depth - 1) - (int) (c.value() & (width - 1)))
                  : width;
          default -> width;
        });
  }

  private static int of(Value value, int depth) {
    int width = value.type() == Type.I32 ? 32 : 64;
    if (value instanceof Constant c) {
      long unsigned = width == 32 ? c.value() & 0xffff_ffffL : c.value();
      return 64 - Long.numberOfLeadingZeros(unsigned);
    }
    if (!(value instanceof Instruction i) || depth == 0 || value.type() == Type.POINTER) {
      return width;
    }
    return Math.min(
        width,
        switch (i.op()) {
          case LOAD -> i.signed() ? width : 8 * i.size().bytes();
          case BSWAP16 -> 16;
          case ZEXT32 -> of(i.operand(0), depth - 1);
          // Both are pointers into one packet, which has at most 65,535 bytes; where they are not,
          // the difference means nothing.
          case DIFFERENCE -> 16;
          case TRUNC -> {
            int bits = of(i.operand(0), depth - 1);
            yield bits <= 32 ? bits : 32;
          }
          case AND -> Math.min(of(i.operand(0), depth - 1), of(i.operand(1), depth - 1));
          case OR, XOR -> Math.max(of(i.operand(0), depth - 1), of(i.operand(1), depth - 1));
          case ADD -> 1 + Math.max(of(i.operand(0), depth - 1), of(i.operand(1), depth - 1));
          case MUL -> of(i.operand(0), depth - 1) + of(i.operand(1), depth - 1);
          case UDIV, UREM -> of(i.operand(0), depth - 1);
          case SHL ->
              i.operand(1) instanceof Constant c
                  ? of(i.operand(0), depth - 1) + (int) (c.value() & (width - 1))
                  : width;
          case SHR ->
              i.operand(1) instanceof Constant c
                  ? Math.max(0, of(i.operand(0), depth - 1) - (int) (c.value() & (width - 1)))
                  : of(i.operand(0), depth - 1);
          default -> width;
        });
  }
}
