package io.github.bpf4j.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Bytes to instructions (RFC 9669); strict, as the kernel is: fields that an instruction does not use must be 0.
///
/// Decoding an encoded program gives the same instructions. Encoding a decoded program gives the same bytes,
/// but for a `gotol` that a `ja` would have done for.
public final class Decoder {
  private final byte[] program;
  private final ByteBuffer in;
  private final List<Insn> insns = new ArrayList<>();

  /// The slot at hand, its fields, and its opcode's parts.
  private int at;

  private Slot slot;

  private Decoder(byte[] program, ByteOrder order) {
    this.program = program;
    this.in = ByteBuffer.wrap(program).order(order);
    this.slot = new Slot(0, 0, 0, (short) 0, 0);
  }

  /// Decodes a program for this host.
  ///
  /// @throws DecodeException at the first slot that is no instruction
  public static List<Insn> decode(byte[] program) {
    return decode(program, ByteOrder.nativeOrder());
  }

  /// Decodes a program for a host of the given byte order.
  ///
  /// @throws DecodeException at the first slot that is no instruction
  public static List<Insn> decode(byte[] program, ByteOrder order) {
    return new Decoder(program, order).run();
  }

  private List<Insn> run() {
    while (in.hasRemaining()) {
      next();
      Insn insn;
      try {
        insn = insn();
      } catch (IllegalArgumentException e) {
        throw fail(String.valueOf(e.getMessage()));
      }
      insns.add(insn);
    }
    return List.copyOf(insns);
  }

  private void next() {
    at = in.position() / Slot.BYTES;
    if (in.remaining() < Slot.BYTES) {
      throw fail("the program ends within an instruction; its size must be a multiple of 8 bytes");
    }
    slot = Slot.read(in);
  }

  private Insn insn() {
    return switch (slot.opcode() & Opcode.CLASS_MASK) {
      case Opcode.LD -> immediateOrPacket();
      case Opcode.LDX -> load();
      case Opcode.ST, Opcode.STX -> store();
      case Opcode.ALU -> arithmetic(Width.W32);
      case Opcode.ALU64 -> arithmetic(Width.W64);
      case Opcode.JMP -> jump(Width.W64);
      default -> jump(Width.W32);
    };
  }

  private Insn arithmetic(Width width) {
    int code = slot.opcode() & Opcode.CODE_MASK;
    return switch (code) {
      case Opcode.NEG -> {
        if (isX()) {
          throw unknown();
        }
        zeroSrc();
        zeroOffset();
        zeroImm();
        yield new Insn.Neg(width, dst());
      }
      case Opcode.END -> {
        if (isX() && width == Width.W64) {
          throw unknown();
        }
        zeroSrc();
        zeroOffset();
        var kind =
            width == Width.W64
                ? Insn.Endian.Kind.BSWAP
                : isX() ? Insn.Endian.Kind.TO_BE : Insn.Endian.Kind.TO_LE;
        yield new Insn.Endian(kind, slot.imm(), dst());
      }
      default -> {
        if (code == AluOp.MOV.code() && isX() && slot.offset() != 0) {
          zeroImm();
          yield new Insn.MovSx(width, slot.offset(), dst(), src());
        }
        yield new Insn.Alu(width, aluOp(code), dst(), operand());
      }
    };
  }

  private AluOp aluOp(int code) {
    boolean known = false;
    for (AluOp op : AluOp.values()) {
      if (op.code() == code) {
        if (op.offset() == slot.offset()) {
          return op;
        }
        known = true;
      }
    }
    if (!known) {
      throw unknown();
    }
    boolean division = code == AluOp.DIV.code() || code == AluOp.MOD.code();
    throw fail(
        "offset %d of an arithmetic instruction; it must be %s"
            .formatted(slot.offset(), division ? "0, or 1 for signed" : "0"));
  }

  private Insn jump(Width width) {
    int code = slot.opcode() & Opcode.CODE_MASK;
    boolean base = width == Width.W64 && !isX();
    return switch (code) {
      case Opcode.JA -> {
        if (isX()) {
          throw unknown();
        }
        zeroDst();
        zeroSrc();
        if (width == Width.W64) {
          zeroImm();
          yield new Insn.Jump(slot.offset());
        }
        zeroOffset();
        yield new Insn.Jump(slot.imm());
      }
      case Opcode.CALL -> {
        if (!base) {
          throw unknown();
        }
        yield call();
      }
      case Opcode.EXIT -> {
        if (!base) {
          throw unknown();
        }
        zeroDst();
        zeroSrc();
        zeroOffset();
        zeroImm();
        yield new Insn.Exit();
      }
      case Opcode.JCOND -> {
        if (!base) {
          throw unknown();
        }
        zeroDst();
        zeroSrc();
        zeroImm();
        yield new Insn.MayGoto(slot.offset());
      }
      default -> new Insn.JumpIf(width, condition(code), dst(), operand(), slot.offset());
    };
  }

  private Condition condition(int code) {
    for (Condition condition : Condition.values()) {
      if (condition.code() == code) {
        return condition;
      }
    }
    throw unknown();
  }

  private Insn call() {
    zeroDst();
    return switch (slot.src()) {
      case Opcode.CALL_HELPER -> {
        zeroOffset();
        yield new Insn.Call(slot.imm());
      }
      case Opcode.CALL_LOCAL -> {
        zeroOffset();
        yield new Insn.CallLocal(slot.imm());
      }
      case Opcode.CALL_KFUNC -> new Insn.CallKfunc(slot.imm(), slot.offset());
      default ->
          throw fail(
              "call of kind %d; 0 is a helper, 1 a function, 2 a kfunc".formatted(slot.src()));
    };
  }

  private Insn immediateOrPacket() {
    Size size = size();
    return switch (slot.opcode() & Opcode.MODE_MASK) {
      case Opcode.IMM -> {
        if (size != Size.DW) {
          throw unknown();
        }
        yield loadImm64();
      }
      case Opcode.ABS -> {
        zeroDst();
        zeroSrc();
        zeroOffset();
        yield new Insn.LoadPacket(size, Optional.empty(), slot.imm());
      }
      case Opcode.IND -> {
        zeroDst();
        zeroOffset();
        yield new Insn.LoadPacket(size, Optional.of(src()), slot.imm());
      }
      default -> throw unknown();
    };
  }

  private Insn loadImm64() {
    zeroOffset();
    Register dst = dst();
    Pseudo pseudo = Pseudo.of(slot.src());
    int imm = slot.imm();
    if (!in.hasRemaining()) {
      throw fail("a 64-bit immediate load takes two slots, but the program ends after the first");
    }
    next();
    if (slot.opcode() != 0) {
      throw fail(
          "second slot of a 64-bit immediate load: its opcode is 0x%02x and must be 0"
              .formatted(slot.opcode()));
    }
    zeroDst();
    zeroSrc();
    zeroOffset();
    return new Insn.LoadImm64(dst, pseudo, imm, slot.imm());
  }

  private Insn load() {
    int mode = slot.opcode() & Opcode.MODE_MASK;
    if (mode != Opcode.MEM && mode != Opcode.MEMSX) {
      throw unknown();
    }
    zeroImm();
    return new Insn.Load(size(), mode == Opcode.MEMSX, dst(), src(), slot.offset());
  }

  private Insn store() {
    boolean register = (slot.opcode() & Opcode.CLASS_MASK) == Opcode.STX;
    int mode = slot.opcode() & Opcode.MODE_MASK;
    if (register && mode == Opcode.ATOMIC) {
      return atomic();
    }
    if (mode != Opcode.MEM) {
      throw unknown();
    }
    if (register) {
      zeroImm();
      return new Insn.Store(size(), dst(), slot.offset(), src());
    }
    zeroSrc();
    return new Insn.StoreImm(size(), dst(), slot.offset(), slot.imm());
  }

  private Insn atomic() {
    int imm = slot.imm();
    for (AtomicOp op : AtomicOp.values()) {
      boolean load = op == AtomicOp.LOAD_ACQ;
      boolean fetch = load || (imm & Opcode.FETCH) != 0;
      if (op.allowsFetch(fetch) && imm == (op.code() | (fetch && !load ? Opcode.FETCH : 0))) {
        Register base = load ? src() : dst();
        Register value = load ? dst() : src();
        return new Insn.Atomic(size(), op, fetch, base, slot.offset(), value);
      }
    }
    throw fail("unknown atomic operation 0x%x".formatted(imm));
  }

  private boolean isX() {
    return (slot.opcode() & Opcode.SOURCE_MASK) == Opcode.X;
  }

  private Size size() {
    int code = slot.opcode() & Opcode.SIZE_MASK;
    for (Size size : Size.values()) {
      if (size.code() == code) {
        return size;
      }
    }
    throw new AssertionError("two bits, four sizes");
  }

  private Register dst() {
    return Register.of(slot.dst());
  }

  private Register src() {
    return Register.of(slot.src());
  }

  private Operand operand() {
    if (isX()) {
      zeroImm();
      return Operand.of(src());
    }
    zeroSrc();
    return Operand.of(slot.imm());
  }

  private void zeroDst() {
    reserved("destination register", slot.dst());
  }

  private void zeroSrc() {
    reserved("source register", slot.src());
  }

  private void zeroOffset() {
    reserved("offset", slot.offset());
  }

  private void zeroImm() {
    reserved("immediate", slot.imm());
  }

  private void reserved(String field, int value) {
    if (value != 0) {
      throw fail(
          "opcode 0x%02x does not use the %s field: it must be 0, not %d"
              .formatted(slot.opcode(), field, value));
    }
  }

  private DecodeException unknown() {
    return fail("unknown opcode 0x%02x".formatted(slot.opcode()));
  }

  private DecodeException fail(String problem) {
    int from = at * Slot.BYTES;
    byte[] bytes = Arrays.copyOfRange(program, from, Math.min(from + Slot.BYTES, program.length));
    return new DecodeException(at, bytes, problem);
  }
}
