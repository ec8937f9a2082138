package io.github.bpf4j.isa;

/// How many bits of its operands an arithmetic or jump instruction looks at: its class in the encoding.
///
/// A 32-bit operation reads the low halves and sets the upper half of its destination to zero.
public enum Width {
  /// Classes `ALU` and `JMP32`.
  W32(32),
  /// Classes `ALU64` and `JMP`.
  W64(64);

  private final int bits;

  Width(int bits) {
    this.bits = bits;
  }

  /// 32 or 64.
  public int bits() {
    return bits;
  }

  /// A register as operand of this width is written: `w3` or `r3`.
  public String name(Register register) {
    return (this == W32 ? "w" : "r") + register.number();
  }
}
