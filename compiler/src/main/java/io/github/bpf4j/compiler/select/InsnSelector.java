package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapAddress;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.optimize.Bits;
import io.github.bpf4j.compiler.select.MachineInsn.Plain;
import io.github.bpf4j.compiler.select.Selector.Registers;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;
import org.jspecify.annotations.Nullable;

/// Selects the instructions of one block.
final class InsnSelector {
  // In shapes, registers do not count.
  private static final Register ANY = Register.R0;

  private final Registers registers;
  private final Frame frame;
  private final boolean v4;
  private @Nullable MachineBlock block;

  InsnSelector(Registers registers, Frame frame, IsaVersion target) {
    this.registers = registers;
    this.frame = frame;
    this.v4 = target == IsaVersion.V4;
  }

  /// Lets instructions go to the end of `machine` from now on.
  void at(MachineBlock machine) {
    block = machine;
  }

  private void add(MachineInsn insn) {
    if (block == null) {
      throw new IllegalStateException("no block");
    }
    block.insns().add(insn);
  }

  private void add(Insn shape, int dst, int src, Position at) {
    add(new Plain(shape, dst, src, at));
  }

  /// `dst = src`, all 64 bits.
  void copy(int dst, int src, Position at) {
    add(alu(Width.W64, AluOp.MOV), dst, src, at);
  }

  private static Insn alu(Width width, AluOp op) {
    return new Insn.Alu(width, op, ANY, Operand.of(ANY));
  }

  private static Insn alu(Width width, AluOp op, int immediate) {
    return new Insn.Alu(width, op, ANY, Operand.of(immediate));
  }

  /// Lets register `dst` hold `value`.
  void move(int dst, Value value, Position at) {
    switch (value) {
      case Constant c -> constant(dst, c, at);
      case MapAddress(int map) ->
          add(new Insn.LoadImm64(ANY, Pseudo.MAP_IDX, map, 0), dst, MachineInsn.NONE, at);
      case MapValueAddress(int map, int offset) ->
          add(
              new Insn.LoadImm64(ANY, Pseudo.MAP_IDX_VALUE, map, offset),
              dst,
              MachineInsn.NONE,
              at);
      case StackAddress(var slot) -> {
        copy(dst, MachineInsn.FRAME, at);
        add(alu(Width.W64, AluOp.ADD, frame.offset(slot)), dst, MachineInsn.NONE, at);
      }
      case Instruction _, Value.Parameter _ -> copy(dst, registers.of(value), at);
    }
  }

  private void constant(int dst, Constant c, Position at) {
    if (c.type() == Type.I32) {
      add(alu(Width.W32, AluOp.MOV, (int) c.value()), dst, MachineInsn.NONE, at);
    } else if (fits(c.value())) {
      add(alu(Width.W64, AluOp.MOV, (int) c.value()), dst, MachineInsn.NONE, at);
    } else {
      add(Insn.LoadImm64.of(ANY, c.value()), dst, MachineInsn.NONE, at);
    }
  }

  private static boolean fits(long value) {
    return value == (int) value;
  }

  /// The register that holds `value`, which is put into one if it is not.
  private int register(Value value, Position at) {
    if (Registers.isHeld(value)) {
      return registers.of(value);
    }
    int register = registers.fresh();
    move(register, value, at);
    return register;
  }

  void select(Instruction i) {
    var at = i.position();
    switch (i.op()) {
      case LOAD -> {
        var address = address(i.operand(0), i.offset(), at);
        int result = registers.of(i);
        boolean extend = i.signed() && v4;
        add(
            new Insn.Load(i.size(), extend, ANY, ANY, (short) address.offset()),
            result,
            address.base(),
            at);
        if (i.signed() && !v4) {
          extendByShifts(result, Selector.width(i.type()), 8 * i.size().bytes(), at);
        }
      }
      case STORE -> store(i);
      case ATOMIC_ADD -> {
        var address = address(i.operand(0), i.offset(), at);
        int value = register(i.operand(1), at);
        add(
            new Insn.Atomic(i.size(), AtomicOp.ADD, false, ANY, (short) address.offset(), ANY),
            address.base(),
            value,
            at);
      }
      case CALL -> call(i);
      case OFFSET -> offset(i);
      case TRUNC -> {
        if (Bits.of(i.operand(0)) <= 32) {
          move(registers.of(i), i.operand(0), at);
        } else {
          add(alu(Width.W32, AluOp.MOV), registers.of(i), register(i.operand(0), at), at);
        }
      }
      case ZEXT32 -> move(registers.of(i), i.operand(0), at);
      case SEXT8 -> extend(i, Width.W32, 8);
      case SEXT16 -> extend(i, Width.W32, 16);
      case SEXT32 -> extend(i, Width.W64, 32);
      case BSWAP16 -> swap(i, 16);
      case BSWAP32 -> swap(i, 32);
      case BSWAP64 -> swap(i, 64);
      case NEG -> {
        move(registers.of(i), i.operand(0), at);
        add(new Insn.Neg(Selector.width(i.type()), ANY), registers.of(i), MachineInsn.NONE, at);
      }
      case SDIV, SREM -> divide(i);
      case DIFFERENCE -> twoOperands(i, AluOp.SUB);
      case ADD -> twoOperands(i, AluOp.ADD);
      case SUB -> twoOperands(i, AluOp.SUB);
      case MUL -> twoOperands(i, AluOp.MUL);
      case UDIV -> twoOperands(i, AluOp.DIV);
      case UREM -> twoOperands(i, AluOp.MOD);
      case AND -> twoOperands(i, AluOp.AND);
      case OR -> twoOperands(i, AluOp.OR);
      case XOR -> twoOperands(i, AluOp.XOR);
      case SHL -> twoOperands(i, AluOp.LSH);
      case SHR -> twoOperands(i, AluOp.RSH);
      case SAR -> twoOperands(i, AluOp.ARSH);
      case LCMP, UCMP -> throw new IllegalStateException(i.op() + " is expanded before");
    }
  }

  private void twoOperands(Instruction i, AluOp op) {
    apply(Selector.width(i.type()), op, registers.of(i), i.operand(0), i.operand(1), i.position());
  }

  /// `dst = a op b`.
  private void apply(Width width, AluOp op, int dst, Value a, Value b, Position at) {
    if (b instanceof Constant c && fits(c.value())) {
      move(dst, a, at);
      add(alu(width, op, (int) c.value()), dst, MachineInsn.NONE, at);
      return;
    }
    int second = register(b, at);
    move(dst, a, at);
    add(alu(width, op), dst, second, at);
  }

  private void offset(Instruction i) {
    if (i.operand(0) instanceof StackAddress(var slot) && i.operand(1) instanceof Constant c) {
      copy(registers.of(i), MachineInsn.FRAME, i.position());
      add(
          alu(Width.W64, AluOp.ADD, frame.offset(slot) + (int) c.value()),
          registers.of(i),
          MachineInsn.NONE,
          i.position());
      return;
    }
    twoOperands(i, AluOp.ADD);
  }

  private record Address(int base, int offset) {}

  /// `base + offset` as a memory instruction takes it; constants that were added to the base before go
  /// into the offset.
  private Address address(Value base, int offset, Position at) {
    if (base instanceof Instruction i
        && i.op() == Op.OFFSET
        && i.operand(1) instanceof Constant c
        && fitsOffset(offset + c.value())) {
      return address(i.operand(0), (int) (offset + c.value()), at);
    }
    if (base instanceof StackAddress(var slot)) {
      return new Address(MachineInsn.FRAME, frame.offset(slot) + offset);
    }
    return new Address(register(base, at), offset);
  }

  private static boolean fitsOffset(long offset) {
    return offset == (short) offset;
  }

  private void store(Instruction i) {
    var at = i.position();
    var address = address(i.operand(0), i.offset(), at);
    short offset = (short) address.offset();
    if (i.operand(1) instanceof Constant c && (fits(c.value()) || i.size() != Size.DW)) {
      add(
          new Insn.StoreImm(i.size(), ANY, offset, (int) c.value()),
          address.base(),
          MachineInsn.NONE,
          at);
      return;
    }
    int value = register(i.operand(1), at);
    add(new Insn.Store(i.size(), ANY, offset, ANY), address.base(), value, at);
  }

  private void call(Instruction i) {
    var at = i.position();
    for (int n = 0; n < i.operands().size(); n++) {
      Value operand = i.operand(n);
      if (operand instanceof Instruction moved
          && moved.op() == Op.OFFSET
          && moved.operand(0) instanceof StackAddress(var slot)
          && moved.operand(1) instanceof Constant c) {
        copy(n + 1, MachineInsn.FRAME, at);
        add(
            alu(Width.W64, AluOp.ADD, frame.offset(slot) + (int) c.value()),
            n + 1,
            MachineInsn.NONE,
            at);
      } else {
        move(n + 1, operand, at);
      }
    }
    add(new MachineInsn.Call(i.offset(), i.operands().size(), at));
    copy(registers.of(i), 0, at);
  }

  private void extend(Instruction i, Width width, int bits) {
    if (v4) {
      add(
          new Insn.MovSx(width, bits, ANY, ANY),
          registers.of(i),
          register(i.operand(0), i.position()),
          i.position());
      return;
    }
    move(registers.of(i), i.operand(0), i.position());
    extendByShifts(registers.of(i), width, bits, i.position());
  }

  private void extendByShifts(int register, Width width, int bits, Position at) {
    int shift = (width == Width.W32 ? 32 : 64) - bits;
    add(alu(width, AluOp.LSH, shift), register, MachineInsn.NONE, at);
    add(alu(width, AluOp.ARSH, shift), register, MachineInsn.NONE, at);
  }

  private void swap(Instruction i, int bits) {
    move(registers.of(i), i.operand(0), i.position());
    add(
        new Insn.Endian(Insn.Endian.Kind.TO_BE, bits, ANY),
        registers.of(i),
        MachineInsn.NONE,
        i.position());
  }

  /// Signed division: v4 has it; before, the absolute values are divided, and the sign put back.
  /// `(x ^ s) - s` negates x where s, the sign spread over all bits, is -1.
  private void divide(Instruction i) {
    var at = i.position();
    var width = Selector.width(i.type());
    boolean remainder = i.op() == Op.SREM;
    if (v4) {
      twoOperands(i, remainder ? AluOp.SMOD : AluOp.SDIV);
      return;
    }
    int signBit = width == Width.W32 ? 31 : 63;
    int a = registers.fresh();
    move(a, i.operand(0), at);
    int signA = sign(a, width, signBit, at);
    negateBy(a, signA, width, at);
    int b = registers.fresh();
    move(b, i.operand(1), at);
    int signB = sign(b, width, signBit, at);
    negateBy(b, signB, width, at);
    add(alu(width, remainder ? AluOp.MOD : AluOp.DIV), a, b, at);
    if (!remainder) {
      add(alu(width, AluOp.XOR), signA, signB, at);
    }
    negateBy(a, signA, width, at);
    copy(registers.of(i), a, at);
  }

  private int sign(int of, Width width, int signBit, Position at) {
    int sign = registers.fresh();
    copy(sign, of, at);
    add(alu(width, AluOp.ARSH, signBit), sign, MachineInsn.NONE, at);
    return sign;
  }

  private void negateBy(int register, int sign, Width width, Position at) {
    add(alu(width, AluOp.XOR), register, sign, at);
    add(alu(width, AluOp.SUB), register, sign, at);
  }

  /// The jump of a branch.
  Plain compare(Condition condition, Value left, Value right, Position at) {
    var width = Selector.width(left.type());
    int a = register(left, at);
    if (right instanceof Constant c && fits(c.value())) {
      return new Plain(
          new Insn.JumpIf(width, condition, ANY, Operand.of((int) c.value()), (short) 0),
          a,
          MachineInsn.NONE,
          at);
    }
    return new Plain(
        new Insn.JumpIf(width, condition, ANY, Operand.of(ANY), (short) 0),
        a,
        register(right, at),
        at);
  }
}
