package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Width;
import java.util.function.IntUnaryOperator;

/// An eBPF instruction whose registers are numbers: 0 to 10 are the machine's own, from
/// [#FIRST_VIRTUAL] on there are as many as wanted, and the allocator finds a place for each.
public sealed interface MachineInsn {
  /// In place of a register that an instruction does not have.
  int NONE = -1;

  /// The frame pointer, r10.
  int FRAME = 10;

  /// The first register that is not the machine's.
  int FIRST_VIRTUAL = 11;

  /// Where it comes from.
  Position position();

  /// The registers that it reads.
  int[] uses();

  /// The registers that it writes or spoils.
  int[] defs();

  /// The same with other registers.
  MachineInsn map(IntUnaryOperator registers);

  /// Whether only copying all 64 bits between registers is what it does.
  default boolean isCopy() {
    return false;
  }

  /// An instruction of the machine with up to two registers.
  ///
  /// @param shape the instruction; its registers do not count
  /// @param dst in place of its destination, or of the base of a store
  /// @param src in place of its source, or of the base of a load
  record Plain(Insn shape, int dst, int src, Position position) implements MachineInsn {
    @Override
    public int[] uses() {
      if (isCompareAndExchange()) {
        return new int[] {dst, src, 0};
      }
      boolean first = readsDst();
      boolean second = src != NONE;
      return first && second
          ? new int[] {dst, src}
          : first ? new int[] {dst} : second ? new int[] {src} : new int[0];
    }

    @Override
    public int[] defs() {
      if (shape instanceof Insn.Atomic atomic && atomic.fetch()) {
        return new int[] {isCompareAndExchange() ? 0 : src};
      }
      return writesDst() ? new int[] {dst} : new int[0];
    }

    /// It compares with r0 and leaves the old value there.
    private boolean isCompareAndExchange() {
      return shape instanceof Insn.Atomic atomic && atomic.op() == AtomicOp.CMPXCHG;
    }

    /// Whether its destination is written.
    public boolean writesDst() {
      return switch (shape) {
        case Insn.Alu _, Insn.Neg _, Insn.MovSx _, Insn.Endian _ -> true;
        case Insn.LoadImm64 _, Insn.Load _ -> true;
        default -> false;
      };
    }

    private boolean readsDst() {
      return switch (shape) {
        case Insn.Alu(_, AluOp op, _, _) -> op != AluOp.MOV;
        case Insn.MovSx _, Insn.LoadImm64 _, Insn.Load _ -> false;
        default -> true;
      };
    }

    @Override
    public Plain map(IntUnaryOperator registers) {
      return new Plain(
          shape,
          registers.applyAsInt(dst),
          src == NONE ? NONE : registers.applyAsInt(src),
          position);
    }

    @Override
    public boolean isCopy() {
      return shape instanceof Insn.Alu(Width width, AluOp op, _, Operand.Reg _)
          && op == AluOp.MOV
          && width == Width.W64;
    }

    /// The instruction, once its registers are the machine's.
    public Insn insn() {
      var to = Register.of(dst);
      return switch (shape) {
        case Insn.Alu(var width, var op, _, var operand) ->
            new Insn.Alu(width, op, to, operand(operand));
        case Insn.Neg(var width, _) -> new Insn.Neg(width, to);
        case Insn.MovSx(var width, int bits, _, _) ->
            new Insn.MovSx(width, bits, to, Register.of(src));
        case Insn.Endian(var kind, int bits, _) -> new Insn.Endian(kind, bits, to);
        case Insn.LoadImm64(_, var pseudo, int imm, int next) ->
            new Insn.LoadImm64(to, pseudo, imm, next);
        case Insn.Load(var size, boolean signed, _, _, short offset) ->
            new Insn.Load(size, signed, to, Register.of(src), offset);
        case Insn.Store(var size, _, short offset, _) ->
            new Insn.Store(size, to, offset, Register.of(src));
        case Insn.StoreImm(var size, _, short offset, int imm) ->
            new Insn.StoreImm(size, to, offset, imm);
        case Insn.Atomic(var size, var op, boolean fetch, _, short offset, _) ->
            new Insn.Atomic(size, op, fetch, to, offset, Register.of(src));
        case Insn.JumpIf(var width, var condition, _, var operand, short offset) ->
            new Insn.JumpIf(width, condition, to, operand(operand), offset);
        default -> throw new IllegalStateException("not an instruction of two registers: " + shape);
      };
    }

    private Operand operand(Operand operand) {
      return operand instanceof Operand.Imm ? operand : Operand.of(Register.of(src));
    }
  }

  /// A call: reads r1 and on, leaves the result in r0, spoils r1 to r5.
  ///
  /// @param shape the instruction; a local call names the function by its number in the program
  /// @param arguments how many arguments it takes
  record Call(Insn shape, int arguments, Position position) implements MachineInsn {
    @Override
    public int[] uses() {
      var uses = new int[arguments];
      for (int i = 0; i < arguments; i++) {
        uses[i] = i + 1;
      }
      return uses;
    }

    @Override
    public int[] defs() {
      return new int[] {0, 1, 2, 3, 4, 5};
    }

    @Override
    public Call map(IntUnaryOperator registers) {
      return this;
    }
  }

  /// No instruction: the register holds something here.
  record Keep(int src, Position position) implements MachineInsn {
    @Override
    public int[] uses() {
      return new int[] {src};
    }

    @Override
    public int[] defs() {
      return new int[0];
    }

    @Override
    public Keep map(IntUnaryOperator registers) {
      return new Keep(registers.applyAsInt(src), position);
    }
  }

  /// Keeps all 64 bits of a register in a stack slot of the allocator's.
  record Spill(int slot, int src, Position position) implements MachineInsn {
    @Override
    public int[] uses() {
      return new int[] {src};
    }

    @Override
    public int[] defs() {
      return new int[0];
    }

    @Override
    public Spill map(IntUnaryOperator registers) {
      return new Spill(slot, registers.applyAsInt(src), position);
    }
  }

  /// Takes back what was kept.
  record Reload(int dst, int slot, Position position) implements MachineInsn {
    @Override
    public int[] uses() {
      return new int[0];
    }

    @Override
    public int[] defs() {
      return new int[] {dst};
    }

    @Override
    public Reload map(IntUnaryOperator registers) {
      return new Reload(registers.applyAsInt(dst), slot, position);
    }
  }
}
