package io.github.bpf4j.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Instructions to bytes, as bpf(2) and ELF files want them (RFC 9669).
///
/// Every [Insn] can be encoded: there are no errors. Whether a program makes sense (whether jumps hit an
/// instruction, say) is the verifier's business.
public final class Encoder {
  private Encoder() {}

  /// Encodes for this host.
  public static byte[] encode(List<? extends Insn> program) {
    return encode(program, ByteOrder.nativeOrder());
  }

  /// Encodes for a host of the given byte order; eight bytes a slot.
  public static byte[] encode(List<? extends Insn> program, ByteOrder order) {
    int slots = program.stream().mapToInt(Insn::slots).sum();
    ByteBuffer out = ByteBuffer.allocate(slots * Slot.BYTES).order(order);
    for (Insn insn : program) {
      slot(insn).write(out);
      if (insn instanceof Insn.LoadImm64 load) {
        new Slot(0, 0, 0, (short) 0, load.nextImm()).write(out);
      }
    }
    return out.array();
  }

  private static Slot slot(Insn insn) {
    return switch (insn) {
      case Insn.Alu(Width width, AluOp op, Register dst, Operand src) ->
          binary(Opcode.aluClass(width) | op.code(), dst, src, (short) op.offset());
      case Insn.Neg(Width width, Register dst) ->
          slot(Opcode.aluClass(width) | Opcode.NEG, dst.number(), 0, 0, 0);
      case Insn.MovSx(Width width, int bits, Register dst, Register src) ->
          binary(Opcode.aluClass(width) | AluOp.MOV.code(), dst, Operand.of(src), (short) bits);
      case Insn.Endian(Insn.Endian.Kind kind, int bits, Register dst) ->
          slot(endian(kind), dst.number(), 0, 0, bits);
      case Insn.LoadImm64(Register dst, Pseudo pseudo, int imm, int _) ->
          slot(Opcode.LD | Size.DW.code() | Opcode.IMM, dst.number(), pseudo.code(), 0, imm);
      case Insn.Load(Size size, boolean signExtend, Register dst, Register base, short offset) ->
          slot(
              Opcode.LDX | size.code() | (signExtend ? Opcode.MEMSX : Opcode.MEM),
              dst.number(),
              base.number(),
              offset,
              0);
      case Insn.Store(Size size, Register base, short offset, Register src) ->
          slot(Opcode.STX | size.code() | Opcode.MEM, base.number(), src.number(), offset, 0);
      case Insn.StoreImm(Size size, Register base, short offset, int imm) ->
          slot(Opcode.ST | size.code() | Opcode.MEM, base.number(), 0, offset, imm);
      case Insn.Atomic atomic -> atomic(atomic);
      case Insn.LoadPacket(Size size, var index, int offset) ->
          slot(
              Opcode.LD | size.code() | (index.isPresent() ? Opcode.IND : Opcode.ABS),
              0,
              index.map(Register::number).orElse(0),
              0,
              offset);
      case Insn.Jump jump ->
          jump.isShort()
              ? slot(Opcode.JMP | Opcode.JA, 0, 0, jump.offset(), 0)
              : slot(Opcode.JMP32 | Opcode.JA, 0, 0, 0, jump.offset());
      case Insn.JumpIf(Width width, Condition condition, Register dst, Operand src, short offset) ->
          binary(Opcode.jumpClass(width) | condition.code(), dst, src, offset);
      case Insn.MayGoto(short offset) -> slot(Opcode.JMP | Opcode.JCOND, 0, 0, offset, 0);
      case Insn.Call(int helper) -> call(Opcode.CALL_HELPER, 0, helper);
      case Insn.CallLocal(int offset) -> call(Opcode.CALL_LOCAL, 0, offset);
      case Insn.CallKfunc(int btfId, short fdIndex) -> call(Opcode.CALL_KFUNC, fdIndex, btfId);
      case Insn.Exit() -> slot(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
    };
  }

  private static Slot slot(int opcode, int dst, int src, int offset, int imm) {
    return new Slot(opcode, dst, src, (short) offset, imm);
  }

  private static Slot binary(int opcode, Register dst, Operand src, short offset) {
    return switch (src) {
      case Operand.Imm(int value) -> slot(opcode | Opcode.K, dst.number(), 0, offset, value);
      case Operand.Reg(Register register) ->
          slot(opcode | Opcode.X, dst.number(), register.number(), offset, 0);
    };
  }

  private static int endian(Insn.Endian.Kind kind) {
    return Opcode.END
        | switch (kind) {
          case TO_LE -> Opcode.ALU | Opcode.K;
          case TO_BE -> Opcode.ALU | Opcode.X;
          case BSWAP -> Opcode.ALU64;
        };
  }

  /// Of a load the value register is the destination and the address is in the source register; of all
  /// others it is the other way round, as of a store.
  private static Slot atomic(Insn.Atomic atomic) {
    int opcode = Opcode.STX | atomic.size().code() | Opcode.ATOMIC;
    int base = atomic.base().number();
    int value = atomic.src().number();
    return switch (atomic.op()) {
      case LOAD_ACQ -> slot(opcode, value, base, atomic.offset(), AtomicOp.LOAD_ACQ.code());
      case ADD, OR, AND, XOR, XCHG, CMPXCHG, STORE_REL ->
          slot(
              opcode,
              base,
              value,
              atomic.offset(),
              atomic.op().code() | (atomic.fetch() ? Opcode.FETCH : 0));
    };
  }

  private static Slot call(int kind, int offset, int imm) {
    return slot(Opcode.JMP | Opcode.CALL, 0, kind, offset, imm);
  }
}
