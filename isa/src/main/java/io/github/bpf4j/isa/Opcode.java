package io.github.bpf4j.isa;

/// The parts of an opcode, each in its place (RFC 9669 section 3.2 to 5).
///
/// ```
///   arithmetic, jumps:   7  6  5  4 | 3 | 2  1  0        loads, stores:  7  6  5 | 4  3 | 2  1  0
///                            code   | s |  class                          mode   | size |  class
/// ```
/// `code` is in [AluOp] and [Condition] where it is an operation of two operands, `size` in [Size].
final class Opcode {
  private Opcode() {}

  static final int CLASS_MASK = 0x07;
  static final int LD = 0x00;
  static final int LDX = 0x01;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int ALU = 0x04;
  static final int JMP = 0x05;
  static final int JMP32 = 0x06;
  static final int ALU64 = 0x07;

  /// The second operand is the immediate (`K`) or the source register (`X`).
  static final int SOURCE_MASK = 0x08;

  static final int K = 0x00;
  static final int X = 0x08;

  static final int CODE_MASK = 0xf0;
  static final int NEG = 0x80;
  static final int END = 0xd0;
  static final int JA = 0x00;
  static final int CALL = 0x80;
  static final int EXIT = 0x90;
  static final int JCOND = 0xe0;

  static final int SIZE_MASK = 0x18;
  static final int MODE_MASK = 0xe0;
  static final int IMM = 0x00;
  static final int ABS = 0x20;
  static final int IND = 0x40;
  static final int MEM = 0x60;
  static final int MEMSX = 0x80;
  static final int ATOMIC = 0xc0;

  /// The bit of an atomic operation's immediate that asks for the old value.
  static final int FETCH = 0x01;

  /// The source field of a call: what its immediate means (RFC 9669 section 4.3.1).
  static final int CALL_HELPER = 0;

  static final int CALL_LOCAL = 1;
  static final int CALL_KFUNC = 2;

  static int aluClass(Width width) {
    return width == Width.W32 ? ALU : ALU64;
  }

  static int jumpClass(Width width) {
    return width == Width.W32 ? JMP32 : JMP;
  }
}
