package io.github.bpf4j.isa;

/// The second operand of arithmetic and of conditional jumps: a register or a constant.
public sealed interface Operand {

  /// The value of a register.
  record Reg(Register register) implements Operand {}

  /// A constant. A 64-bit operation sign-extends it.
  record Imm(int value) implements Operand {}

  /// A register as operand.
  static Operand of(Register register) {
    return new Reg(register);
  }

  /// A constant as operand.
  static Operand of(int value) {
    return new Imm(value);
  }
}
