package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.List;

/// Machine code in the making: blocks, the one that is being written, and the next free register.
final class Code {
  /// Stands in shapes, where registers do not count.
  private static final Register ANY = Register.R0;

  private static final Operand ANY_OPERAND = Operand.of(ANY);

  private final List<MachineBlock> blocks = new ArrayList<>();
  private int registers = MachineInsn.FIRST_VIRTUAL;
  private MachineBlock current = new MachineBlock(-1, 0, false);
  private Position position = Position.NONE;

  List<MachineBlock> blocks() {
    return blocks;
  }

  int registers() {
    return registers;
  }

  /// A register that nothing uses yet.
  int fresh() {
    return registers++;
  }

  MachineBlock newBlock(int depth, boolean cold) {
    var block = new MachineBlock(blocks.size(), depth, cold);
    blocks.add(block);
    return block;
  }

  /// A block that runs as often as the current one.
  MachineBlock newBlock() {
    return newBlock(current.depth(), current.cold());
  }

  MachineBlock current() {
    return current;
  }

  /// What follows is written to this block.
  void begin(MachineBlock block) {
    current = block;
  }

  /// What follows comes from here.
  void at(Position newPosition) {
    position = newPosition;
  }

  void end(End end) {
    current.end(end);
  }

  /// Ends the block with a comparison of registers.
  void test(
      Width width,
      Condition condition,
      int left,
      int right,
      MachineBlock then,
      MachineBlock other) {
    var shape = new Insn.JumpIf(width, condition, ANY, ANY_OPERAND, (short) 0);
    end(new End.Test(new MachineInsn.Plain(shape, left, right, position), then, other));
  }

  /// Ends the block with a comparison with a constant.
  void testConstant(
      Width width,
      Condition condition,
      int left,
      int right,
      MachineBlock then,
      MachineBlock other) {
    var shape = new Insn.JumpIf(width, condition, ANY, Operand.of(right), (short) 0);
    end(new End.Test(plain(shape, left, MachineInsn.NONE), then, other));
  }

  void copy(int dst, int src) {
    alu(Width.W64, AluOp.MOV, dst, src);
  }

  void alu(Width width, AluOp op, int dst, int src) {
    add(new Insn.Alu(width, op, ANY, ANY_OPERAND), dst, src);
  }

  void aluConstant(Width width, AluOp op, int dst, int constant) {
    add(new Insn.Alu(width, op, ANY, Operand.of(constant)), dst, MachineInsn.NONE);
  }

  void negate(Width width, int dst) {
    add(new Insn.Neg(width, ANY), dst, MachineInsn.NONE);
  }

  void endian(Insn.Endian.Kind kind, int bits, int dst) {
    add(new Insn.Endian(kind, bits, ANY), dst, MachineInsn.NONE);
  }

  void signExtend(Width width, int bits, int dst, int src) {
    add(new Insn.MovSx(width, bits, ANY, ANY), dst, src);
  }

  void load(Size size, boolean signed, int dst, int base, int offset) {
    add(new Insn.Load(size, signed, ANY, ANY, (short) offset), dst, base);
  }

  void store(Size size, int base, int offset, int src) {
    add(new Insn.Store(size, ANY, (short) offset, ANY), base, src);
  }

  void storeConstant(Size size, int base, int offset, int constant) {
    add(new Insn.StoreImm(size, ANY, (short) offset, constant), base, MachineInsn.NONE);
  }

  void atomic(Size size, AtomicOp op, boolean fetch, int base, int offset, int src) {
    add(new Insn.Atomic(size, op, fetch, ANY, (short) offset, ANY), base, src);
  }

  void loadImm64(int dst, Pseudo pseudo, int imm, int next) {
    add(new Insn.LoadImm64(ANY, pseudo, imm, next), dst, MachineInsn.NONE);
  }

  /// The shortest instruction that gives a register this value; an I32 is zero-extended.
  void constant(int dst, Type type, long value) {
    if (type == Type.I32 || (value >>> 32 == 0 && value >= 0)) {
      aluConstant(Width.W32, AluOp.MOV, dst, (int) value);
    } else if (value == (int) value) {
      aluConstant(Width.W64, AluOp.MOV, dst, (int) value);
    } else {
      loadImm64(dst, Pseudo.NONE, (int) value, (int) (value >>> 32));
    }
  }

  void call(Insn shape, int arguments) {
    current.insns().add(new MachineInsn.Call(shape, arguments, position));
  }

  void keep(int register) {
    current.insns().add(new MachineInsn.Keep(register, position));
  }

  private void add(Insn shape, int dst, int src) {
    current.insns().add(plain(shape, dst, src));
  }

  private MachineInsn.Plain plain(Insn shape, int dst, int src) {
    return new MachineInsn.Plain(shape, dst, src, position);
  }
}
