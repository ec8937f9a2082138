package io.github.bpf4j.isa;

import java.util.Optional;

/// One eBPF instruction (RFC 9669). A value: equal to another one of the same kind with the same fields.
///
/// A record can only be made of what the encoding has a place for, so that every instruction encodes.
/// [Insns] has the short factories.
///
/// Offsets of jumps and calls count *slots* of eight bytes from the instruction that follows, as
/// the encoding does. [LoadImm64] takes two slots, every other instruction one.
public sealed interface Insn {

  /// `dst = dst op src`; for `MOV`, `dst = src`.
  record Alu(Width width, AluOp op, Register dst, Operand src) implements Insn {}

  /// `dst = -dst`.
  record Neg(Width width, Register dst) implements Insn {}

  /// `dst = src`, sign-extended from its low `bits` to the width; version 4.
  ///
  /// @param bits 8 or 16; 32 too where the width is 64
  record MovSx(Width width, int bits, Register dst, Register src) implements Insn {
    public MovSx {
      if (bits != 8 && bits != 16 && !(bits == 32 && width == Width.W64)) {
        throw new IllegalArgumentException(
            "no sign extension from %d to %d bits: from 8, 16, or 32 (to 64)"
                .formatted(bits, width.bits()));
      }
    }
  }

  /// Changes the byte order of the low `bits` of `dst`, and sets the bits above to zero (RFC 9669 section 4.2).
  ///
  /// @param bits 16, 32 or 64
  record Endian(Kind kind, int bits, Register dst) implements Insn {
    public Endian {
      if (bits != 16 && bits != 32 && bits != 64) {
        throw new IllegalArgumentException("no byte swap of " + bits + " bits: 16, 32 or 64");
      }
    }

    /// Which order to end up with.
    public enum Kind {
      /// From the host's byte order to little-endian, or back.
      TO_LE,
      /// From the host's byte order to big-endian, or back.
      TO_BE,
      /// Swaps the bytes on any host; version 4.
      BSWAP
    }
  }

  /// `dst` = a constant of 64 bits or what [Pseudo] says of it. Takes two slots.
  ///
  /// @param imm the immediate of the first slot, the low half of a plain number
  /// @param nextImm the immediate of the second slot, the high half of a plain number
  record LoadImm64(Register dst, Pseudo pseudo, int imm, int nextImm) implements Insn {
    public LoadImm64 {
      if (nextImm != 0 && !pseudo.usesNextImm()) {
        throw new IllegalArgumentException(
            "a load of %s has nothing in its second slot, but %d is there"
                .formatted(pseudo, nextImm));
      }
    }

    /// The plain number.
    public static LoadImm64 of(Register dst, long value) {
      return new LoadImm64(dst, Pseudo.NONE, (int) value, (int) (value >>> 32));
    }

    /// Both immediates as one number, `nextImm << 32 | imm`.
    public long value() {
      return ((long) nextImm << 32) | Integer.toUnsignedLong(imm);
    }
  }

  /// `dst = *(size *)(base + offset)`, zero-extended or, version 4, sign-extended to 64 bits.
  record Load(Size size, boolean signExtend, Register dst, Register base, short offset)
      implements Insn {
    public Load {
      if (signExtend && size == Size.DW) {
        throw new IllegalArgumentException("8 bytes fill the register: nothing to sign-extend");
      }
    }
  }

  /// `*(size *)(base + offset) = src`, the low bytes of it.
  record Store(Size size, Register base, short offset, Register src) implements Insn {}

  /// `*(size *)(base + offset) = imm`, sign-extended for 8 bytes and truncated for 1 and 2.
  record StoreImm(Size size, Register base, short offset, int imm) implements Insn {}

  /// An atomic operation on `*(size *)(base + offset)` (RFC 9669 section 5.3).
  ///
  /// @param size `W` or `DW`; any for `LOAD_ACQ` and `STORE_REL`
  /// @param fetch whether `src` (for `CMPXCHG`, `r0`) takes the old value of the memory
  /// @param src the value operand; of a `LOAD_ACQ` only the place for the result
  record Atomic(Size size, AtomicOp op, boolean fetch, Register base, short offset, Register src)
      implements Insn {
    public Atomic {
      if (size.bytes() < 4 && !op.anySize()) {
        throw new IllegalArgumentException("no atomic " + op + " of size " + size + ": W or DW");
      }
      if (!op.allowsFetch(fetch)) {
        throw new IllegalArgumentException(
            "atomic " + op + (fetch ? " never fetches" : " always fetches"));
      }
    }
  }

  /// `r0` = bytes of the packet, in host order: the old `abs` and `ind` of classic BPF (RFC 9669
  /// section 5.5, deprecated). Reads `r6` (the context), loses `r1` to `r5`.
  ///
  /// @param size `B`, `H` or `W`
  /// @param index present for `ind`: added to the offset
  /// @param offset from the start of the packet
  record LoadPacket(Size size, Optional<Register> index, int offset) implements Insn {
    public LoadPacket {
      if (size == Size.DW) {
        throw new IllegalArgumentException("no packet load of 8 bytes: B, H or W");
      }
    }
  }

  /// Goes `offset` slots on from the next instruction. Encoded as `ja` where the offset fits 16 bits,
  /// as version 4's `gotol` where it does not.
  record Jump(int offset) implements Insn {

    /// Whether the offset fits the 16 bits of a `ja`.
    public boolean isShort() {
      return offset == (short) offset;
    }
  }

  /// Goes `offset` slots on from the next instruction if the condition holds.
  record JumpIf(Width width, Condition condition, Register dst, Operand src, short offset)
      implements Insn {}

  /// Goes on or, when the kernel's loop budget is used up, jumps (kernel 6.9).
  record MayGoto(short offset) implements Insn {}

  /// `r0` = the helper with this number applied to `r1` to `r5`. Loses `r1` to `r5`.
  record Call(int helper) implements Insn {}

  /// Calls the program's own function `offset` slots on from the next instruction.
  record CallLocal(int offset) implements Insn {}

  /// Calls a kernel function.
  ///
  /// @param btfId the BTF id of the function
  /// @param fdIndex the place in the load's `fd_array` of its module's BTF; 0 for vmlinux
  record CallKfunc(int btfId, short fdIndex) implements Insn {}

  /// Returns from the function; the result is in `r0`.
  record Exit() implements Insn {}

  /// How many slots of eight bytes the encoding takes: 2 for [LoadImm64], else 1.
  default int slots() {
    return this instanceof LoadImm64 ? 2 : 1;
  }

  /// The oldest version of the instruction set that has this instruction.
  default IsaVersion requires() {
    return switch (this) {
      case Alu(_, AluOp op, _, _) ->
          op == AluOp.SDIV || op == AluOp.SMOD ? IsaVersion.V4 : IsaVersion.V1;
      case MovSx _, MayGoto _ -> IsaVersion.V4;
      case Endian(Endian.Kind kind, _, _) ->
          kind == Endian.Kind.BSWAP ? IsaVersion.V4 : IsaVersion.V1;
      case Load load -> load.signExtend() ? IsaVersion.V4 : IsaVersion.V1;
      case Atomic atomic when atomic.op().anySize() -> IsaVersion.V4;
      case Atomic atomic ->
          atomic.op() == AtomicOp.ADD && !atomic.fetch() ? IsaVersion.V1 : IsaVersion.V3;
      case Jump jump -> jump.isShort() ? IsaVersion.V1 : IsaVersion.V4;
      case JumpIf jump when jump.width() == Width.W32 -> IsaVersion.V3;
      case JumpIf jump ->
          switch (jump.condition()) {
            case LT, LE, SLT, SLE -> IsaVersion.V2;
            case EQ, NE, GT, GE, SGT, SGE, SET -> IsaVersion.V1;
          };
      case Neg _, LoadImm64 _, Store _, StoreImm _, LoadPacket _ -> IsaVersion.V1;
      case Call _, CallLocal _, CallKfunc _, Exit _ -> IsaVersion.V1;
    };
  }
}
