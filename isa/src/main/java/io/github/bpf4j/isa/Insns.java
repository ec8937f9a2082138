package io.github.bpf4j.isa;

import java.util.Optional;

/// Short names for the instructions, to be imported statically:
/// `mov64(R0, 2)`, `load(Size.W, R2, R1, 4)`, `jumpIf(Condition.GT, R1, R2, 3)`, `exit()`.
///
/// Offsets are `int` here and must fit the 16 bits of the encoding, else
/// [IllegalArgumentException].
public final class Insns {
  private Insns() {}

  /// `dst = dst op src` of 64 bits.
  public static Insn alu64(AluOp op, Register dst, Register src) {
    return new Insn.Alu(Width.W64, op, dst, Operand.of(src));
  }

  /// `dst = dst op imm` of 64 bits; the constant is sign-extended.
  public static Insn alu64(AluOp op, Register dst, int imm) {
    return new Insn.Alu(Width.W64, op, dst, Operand.of(imm));
  }

  /// `dst = dst op src` of 32 bits; clears the upper half of `dst`.
  public static Insn alu32(AluOp op, Register dst, Register src) {
    return new Insn.Alu(Width.W32, op, dst, Operand.of(src));
  }

  /// `dst = dst op imm` of 32 bits; clears the upper half of `dst`.
  public static Insn alu32(AluOp op, Register dst, int imm) {
    return new Insn.Alu(Width.W32, op, dst, Operand.of(imm));
  }

  /// `dst = src`.
  public static Insn mov64(Register dst, Register src) {
    return alu64(AluOp.MOV, dst, src);
  }

  /// `dst = imm`, sign-extended.
  public static Insn mov64(Register dst, int imm) {
    return alu64(AluOp.MOV, dst, imm);
  }

  /// `dst` = the low half of `src`.
  public static Insn mov32(Register dst, Register src) {
    return alu32(AluOp.MOV, dst, src);
  }

  /// `dst = imm`, zero-extended.
  public static Insn mov32(Register dst, int imm) {
    return alu32(AluOp.MOV, dst, imm);
  }

  /// `dst += src`.
  public static Insn add64(Register dst, Register src) {
    return alu64(AluOp.ADD, dst, src);
  }

  /// `dst += imm`.
  public static Insn add64(Register dst, int imm) {
    return alu64(AluOp.ADD, dst, imm);
  }

  /// `dst = -dst`.
  public static Insn neg64(Register dst) {
    return new Insn.Neg(Width.W64, dst);
  }

  /// `dst = -dst` of 32 bits.
  public static Insn neg32(Register dst) {
    return new Insn.Neg(Width.W32, dst);
  }

  /// `dst` = the low `bits` of `src`, sign-extended to 64 bits.
  public static Insn movsx64(int bits, Register dst, Register src) {
    return new Insn.MovSx(Width.W64, bits, dst, src);
  }

  /// `dst` = the low `bits` of `src`, sign-extended to 32 bits.
  public static Insn movsx32(int bits, Register dst, Register src) {
    return new Insn.MovSx(Width.W32, bits, dst, src);
  }

  /// Converts between host order and big-endian (network) order.
  public static Insn be(int bits, Register dst) {
    return new Insn.Endian(Insn.Endian.Kind.TO_BE, bits, dst);
  }

  /// Converts between host order and little-endian order.
  public static Insn le(int bits, Register dst) {
    return new Insn.Endian(Insn.Endian.Kind.TO_LE, bits, dst);
  }

  /// Swaps bytes.
  public static Insn bswap(int bits, Register dst) {
    return new Insn.Endian(Insn.Endian.Kind.BSWAP, bits, dst);
  }

  /// `dst` = a constant of 64 bits.
  public static Insn loadImm64(Register dst, long value) {
    return Insn.LoadImm64.of(dst, value);
  }

  /// `dst` = the map with this file descriptor.
  public static Insn loadMapFd(Register dst, int fd) {
    return new Insn.LoadImm64(dst, Pseudo.MAP_FD, fd, 0);
  }

  /// `dst` = the address `offset` bytes into the value of the map with this file descriptor.
  public static Insn loadMapValue(Register dst, int fd, int offset) {
    return new Insn.LoadImm64(dst, Pseudo.MAP_VALUE, fd, offset);
  }

  /// `dst = *(size *)(base + offset)`, zero-extended.
  public static Insn load(Size size, Register dst, Register base, int offset) {
    return new Insn.Load(size, false, dst, base, offset16(offset));
  }

  /// `dst = *(size *)(base + offset)`, sign-extended.
  public static Insn loadSx(Size size, Register dst, Register base, int offset) {
    return new Insn.Load(size, true, dst, base, offset16(offset));
  }

  /// `*(size *)(base + offset) = src`.
  public static Insn store(Size size, Register base, int offset, Register src) {
    return new Insn.Store(size, base, offset16(offset), src);
  }

  /// `*(size *)(base + offset) = imm`.
  public static Insn storeImm(Size size, Register base, int offset, int imm) {
    return new Insn.StoreImm(size, base, offset16(offset), imm);
  }

  /// An atomic operation that gives nothing back: `ADD`, `OR`, `AND`, `XOR`, `STORE_REL`.
  public static Insn atomic(Size size, AtomicOp op, Register base, int offset, Register src) {
    return new Insn.Atomic(size, op, false, base, offset16(offset), src);
  }

  /// An atomic operation that gives back the old value; into `src`, for `CMPXCHG` into `r0`.
  public static Insn atomicFetch(Size size, AtomicOp op, Register base, int offset, Register src) {
    return new Insn.Atomic(size, op, true, base, offset16(offset), src);
  }

  /// `r0` = bytes of the packet at `offset` (classic BPF).
  public static Insn loadPacket(Size size, int offset) {
    return new Insn.LoadPacket(size, Optional.empty(), offset);
  }

  /// `r0` = bytes of the packet at `index + offset` (classic BPF).
  public static Insn loadPacket(Size size, Register index, int offset) {
    return new Insn.LoadPacket(size, Optional.of(index), offset);
  }

  /// Goes `offset` slots on.
  public static Insn jump(int offset) {
    return new Insn.Jump(offset);
  }

  /// Goes `offset` slots on if the condition holds of 64 bits.
  public static Insn jumpIf(Condition condition, Register dst, Register src, int offset) {
    return new Insn.JumpIf(Width.W64, condition, dst, Operand.of(src), offset16(offset));
  }

  /// Goes `offset` slots on if the condition holds of 64 bits and the sign-extended constant.
  public static Insn jumpIf(Condition condition, Register dst, int imm, int offset) {
    return new Insn.JumpIf(Width.W64, condition, dst, Operand.of(imm), offset16(offset));
  }

  /// Goes `offset` slots on if the condition holds of the low halves.
  public static Insn jumpIf32(Condition condition, Register dst, Register src, int offset) {
    return new Insn.JumpIf(Width.W32, condition, dst, Operand.of(src), offset16(offset));
  }

  /// Goes `offset` slots on if the condition holds of the low half and the constant.
  public static Insn jumpIf32(Condition condition, Register dst, int imm, int offset) {
    return new Insn.JumpIf(Width.W32, condition, dst, Operand.of(imm), offset16(offset));
  }

  /// Calls a helper by its number.
  public static Insn call(int helper) {
    return new Insn.Call(helper);
  }

  /// Calls the program's own function `offset` slots on.
  public static Insn callLocal(int offset) {
    return new Insn.CallLocal(offset);
  }

  /// Returns.
  public static Insn exit() {
    return new Insn.Exit();
  }

  private static short offset16(int offset) {
    if (offset != (short) offset) {
      throw new IllegalArgumentException(
          "offset %d does not fit 16 bits: -32768 to 32767".formatted(offset));
    }
    return (short) offset;
  }
}
