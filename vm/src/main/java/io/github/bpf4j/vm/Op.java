package io.github.bpf4j.vm;

/// The dense operation codes that [Code] translates instructions to, for the interpreter's `switch`.
///
/// Where an instruction takes a register or a constant there is one code for both: constants have
/// places in the register file.
final class Op {
  // Arithmetic of 64 bits, in the order of AluOp's table in RFC 9669; of 32 bits: ALU32 more.
  static final int ADD = 0;
  static final int SUB = 1;
  static final int MUL = 2;
  static final int DIV = 3;
  static final int SDIV = 4;
  static final int MOD = 5;
  static final int SMOD = 6;
  static final int OR = 7;
  static final int AND = 8;
  static final int LSH = 9;
  static final int RSH = 10;
  static final int ARSH = 11;
  static final int XOR = 12;
  static final int MOV = 13;
  static final int NEG = 14;
  static final int MOVSX8 = 15;
  static final int MOVSX16 = 16;
  static final int ALU32 = 17;

  static final int ADD32 = ALU32 + ADD;
  static final int SUB32 = ALU32 + SUB;
  static final int MUL32 = ALU32 + MUL;
  static final int DIV32 = ALU32 + DIV;
  static final int SDIV32 = ALU32 + SDIV;
  static final int MOD32 = ALU32 + MOD;
  static final int SMOD32 = ALU32 + SMOD;
  static final int OR32 = ALU32 + OR;
  static final int AND32 = ALU32 + AND;
  static final int LSH32 = ALU32 + LSH;
  static final int RSH32 = ALU32 + RSH;
  static final int ARSH32 = ALU32 + ARSH;
  static final int XOR32 = ALU32 + XOR;
  static final int MOV32 = ALU32 + MOV;
  static final int NEG32 = ALU32 + NEG;
  static final int MOVSX8_32 = ALU32 + MOVSX8;
  static final int MOVSX16_32 = ALU32 + MOVSX16;
  static final int MOVSX32 = 34;

  // Byte order, as it is on this machine: zero-extend, swap, or nothing.
  static final int ZEXT16 = 35;
  static final int ZEXT32 = 36;
  static final int SWAP16 = 37;
  static final int SWAP32 = 38;
  static final int SWAP64 = 39;
  static final int NOP = 40;

  // Memory.
  static final int LOAD_IMM = 41;
  static final int LOAD_B = 42;
  static final int LOAD_H = 43;
  static final int LOAD_W = 44;
  static final int LOAD_DW = 45;
  static final int LOAD_SB = 46;
  static final int LOAD_SH = 47;
  static final int LOAD_SW = 48;
  static final int STORE_B = 49;
  static final int STORE_H = 50;
  static final int STORE_W = 51;
  static final int STORE_DW = 52;
  static final int ATOMIC = 53;

  // Control.
  static final int JUMP = 54;
  static final int MAY_GOTO = 55;
  static final int CALL = 56;
  static final int CALL_LOCAL = 57;
  static final int EXIT = 58;
  static final int END_OF_CODE = 59;

  // Conditional jumps of 64 bits; of 32 bits: JUMP32 more.
  static final int JEQ = 60;
  static final int JNE = 61;
  static final int JGT = 62;
  static final int JGE = 63;
  static final int JLT = 64;
  static final int JLE = 65;
  static final int JSGT = 66;
  static final int JSGE = 67;
  static final int JSLT = 68;
  static final int JSLE = 69;
  static final int JSET = 70;
  static final int JUMP32 = 11;

  static final int JEQ32 = JUMP32 + JEQ;
  static final int JNE32 = JUMP32 + JNE;
  static final int JGT32 = JUMP32 + JGT;
  static final int JGE32 = JUMP32 + JGE;
  static final int JLT32 = JUMP32 + JLT;
  static final int JLE32 = JUMP32 + JLE;
  static final int JSGT32 = JUMP32 + JSGT;
  static final int JSGE32 = JUMP32 + JSGE;
  static final int JSLT32 = JUMP32 + JSLT;
  static final int JSLE32 = JUMP32 + JSLE;
  static final int JSET32 = JUMP32 + JSET;

  static final int TAIL_CALL = 82;
  static final int CALL_KFUNC = 83;

  private Op() {}
}
