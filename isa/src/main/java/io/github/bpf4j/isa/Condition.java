package io.github.bpf4j.isa;

/// What a conditional jump tests of `dst` and `src` (RFC 9669 section 4.3, table 9).
public enum Condition {
  EQ(0x10, "=="),
  NE(0x50, "!="),
  /// Unsigned `>`.
  GT(0x20, ">"),
  /// Unsigned `>=`.
  GE(0x30, ">="),
  /// Unsigned `<`; version 2.
  LT(0xa0, "<"),
  /// Unsigned `<=`; version 2.
  LE(0xb0, "<="),
  /// Signed `>`.
  SGT(0x60, "s>"),
  /// Signed `>=`.
  SGE(0x70, "s>="),
  /// Signed `<`; version 2.
  SLT(0xc0, "s<"),
  /// Signed `<=`; version 2.
  SLE(0xd0, "s<="),
  /// `(dst & src) != 0`.
  SET(0x40, "&");

  private final int code;
  private final String symbol;

  Condition(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /// The code bits of the opcode, in place (mask `0xf0`).
  public int code() {
    return code;
  }

  /// The operator in assembler, such as `s>=`.
  public String symbol() {
    return symbol;
  }

  /// The condition that holds exactly where this one does not.
  ///
  /// @throws UnsupportedOperationException for `SET`: the machine has no "no bit is set"
  public Condition negate() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case GT -> LE;
      case GE -> LT;
      case LT -> GE;
      case LE -> GT;
      case SGT -> SLE;
      case SGE -> SLT;
      case SLT -> SGE;
      case SLE -> SGT;
      case SET ->
          throw new UnsupportedOperationException(
              "SET has no negation; jump over a jump, or mask and compare with 0");
    };
  }

  /// The condition that holds of `(b, a)` exactly where this one holds of `(a, b)`.
  public Condition swap() {
    return switch (this) {
      case EQ, NE, SET -> this;
      case GT -> LT;
      case GE -> LE;
      case LT -> GT;
      case LE -> GE;
      case SGT -> SLT;
      case SGE -> SLE;
      case SLT -> SGT;
      case SLE -> SGE;
    };
  }
}
