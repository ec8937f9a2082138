package io.github.bpf4j.isa;

/// Arithmetic of two operands, `dst = dst op src` (RFC 9669 section 4.1, table 4).
///
/// Division by zero gives 0, and modulo zero leaves the destination as it was; shifts use the low 5 or 6
/// bits of their count.
public enum AluOp {
  ADD(0x00, 0, "+="),
  SUB(0x10, 0, "-="),
  MUL(0x20, 0, "*="),
  /// Unsigned division.
  DIV(0x30, 0, "/="),
  /// Signed division, rounding towards zero; version 4.
  SDIV(0x30, 1, "s/="),
  /// Unsigned remainder.
  MOD(0x90, 0, "%="),
  /// Signed remainder, with the sign of the dividend; version 4.
  SMOD(0x90, 1, "s%="),
  OR(0x40, 0, "|="),
  AND(0x50, 0, "&="),
  LSH(0x60, 0, "<<="),
  /// Logical shift to the right.
  RSH(0x70, 0, ">>="),
  /// Arithmetic shift to the right.
  ARSH(0xc0, 0, "s>>="),
  XOR(0xa0, 0, "^="),
  /// `dst = src`.
  MOV(0xb0, 0, "=");

  private final int code;
  private final int offset;
  private final String symbol;

  AluOp(int code, int offset, String symbol) {
    this.code = code;
    this.offset = offset;
    this.symbol = symbol;
  }

  /// The code bits of the opcode, in place (mask `0xf0`).
  public int code() {
    return code;
  }

  /// The offset field, which tells signed from unsigned division: 1 for `SDIV` and `SMOD`, else 0.
  public int offset() {
    return offset;
  }

  /// The operator in assembler, such as `s>>=`.
  public String symbol() {
    return symbol;
  }
}
