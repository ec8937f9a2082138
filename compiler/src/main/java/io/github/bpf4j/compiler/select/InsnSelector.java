package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;

/// Machine instructions for one instruction at a time.
final class InsnSelector {
  private static final long LOW_HALF = 0xffff_ffffL;

  private final Code code;
  private final Operands operands;
  private final Demand demand;
  private final UpperBits upper;
  private final Division division;
  private final boolean v4;

  InsnSelector(Code code, Operands operands, Demand demand, UpperBits upper, IsaVersion target) {
    this.code = code;
    this.operands = operands;
    this.demand = demand;
    this.upper = upper;
    v4 = target.compareTo(IsaVersion.V4) >= 0;
    division = new Division(code, operands, upper, v4);
  }

  void select(Instruction i) {
    switch (i.op()) {
      case ADD -> binary(i, AluOp.ADD);
      case SUB -> subtract(i);
      case MUL -> binary(i, AluOp.MUL);
      case UDIV -> binary(i, AluOp.DIV);
      case UREM -> binary(i, AluOp.MOD);
      case SDIV, SREM -> operands.define(i, division.select(i));
      case AND -> and(i);
      case OR -> binary(i, AluOp.OR);
      case XOR -> binary(i, AluOp.XOR);
      case SHL -> shift(i, AluOp.LSH);
      case SHR -> shift(i, AluOp.RSH);
      case SAR -> shift(i, AluOp.ARSH);
      case NEG -> code.negate(width(i), copied(i, i.operand(0)));
      case SEXT8 -> signExtend(i, i.operand(0), Width.W32, 8);
      case SEXT16 -> signExtend(i, i.operand(0), Width.W32, 16);
      case SEXT32 -> {
        if (upper.isSignExtended(i.operand(0))) {
          operands.define(i, operands.register(i.operand(0)));
        } else {
          signExtend(i, i.operand(0), Width.W64, 32);
        }
      }
      case ZEXT32 -> {
        if (upper.isClear(i.operand(0))) {
          operands.define(i, operands.register(i.operand(0)));
        } else {
          clearUpper(i, i.operand(0));
        }
      }
      case TRUNC -> operands.define(i, operands.register(i.operand(0)));
      case BSWAP16 -> swapBytes(i, 16);
      case BSWAP32 -> swapBytes(i, 32);
      case BSWAP64 -> swapBytes(i, 64);
      case LCMP -> compare(i, Condition.SGT, Condition.SLT);
      case UCMP -> compare(i, Condition.GT, Condition.LT);
      case LOAD -> load(i);
      case STORE -> store(i);
      case OFFSET -> offset(i);
      case DIFFERENCE ->
          code.alu(Width.W64, AluOp.SUB, copied(i, i.operand(0)), operands.register(i.operand(1)));
      case ATOMIC -> atomic(i);
      case KEEP -> code.keep(operands.register(i.operand(0)));
      case CALL, CALL_KFUNC, CALL_LOCAL -> call(i);
    }
  }

  private void binary(Instruction i, AluOp op) {
    var left = i.operand(0);
    var right = i.operand(1);
    // The operation overwrites its first operand: better one that is used here alone.
    if (i.op().isCommutative()
        && (left instanceof Value.Constant
            || (!(right instanceof Value.Constant)
                && demand.uses(left) > 1
                && demand.uses(right) == 1))) {
      left = i.operand(1);
      right = i.operand(0);
    }
    arithmetic(width(i), op, i, left, right);
  }

  private void arithmetic(Width width, AluOp op, Instruction i, Value left, Value right) {
    if (right instanceof Value.Constant(_, long number) && number == (int) number) {
      code.aluConstant(width, op, copied(i, left), (int) number);
    } else {
      // Made before the copy, so that a constant does not live beside it.
      int second = operands.register(right);
      code.alu(width, op, copied(i, left), second);
    }
  }

  private void subtract(Instruction i) {
    if (i.operand(0) instanceof Value.Constant(_, long number) && number == 0) {
      code.negate(width(i), copied(i, i.operand(1)));
    } else {
      arithmetic(width(i), AluOp.SUB, i, i.operand(0), i.operand(1));
    }
  }

  private void and(Instruction i) {
    if (i.type() == Type.I64
        && i.operand(1) instanceof Value.Constant(_, long mask)
        && mask >>> 32 == 0
        && mask != (int) mask) {
      if (mask == LOW_HALF && upper.below(i.operand(0), 32)) {
        operands.define(i, operands.register(i.operand(0)));
      } else if (mask == LOW_HALF) {
        clearUpper(i, i.operand(0));
      } else {
        code.aluConstant(Width.W32, AluOp.AND, copied(i, i.operand(0)), (int) mask);
      }
    } else {
      binary(i, AluOp.AND);
    }
  }

  private void shift(Instruction i, AluOp op) {
    if (i.operand(1) instanceof Value.Constant(_, long count)) {
      int bits = (int) count & (width(i).bits() - 1);
      int register = copied(i, i.operand(0));
      // A 32-bit operation also clears the upper half, which is relied upon: no shift is left out.
      if (bits != 0 || width(i) == Width.W32) {
        code.aluConstant(width(i), op, register, bits);
      }
    } else {
      arithmetic(width(i), op, i, i.operand(0), i.operand(1));
    }
  }

  private void signExtend(Instruction i, Value value, Width width, int bits) {
    if (v4) {
      int register = code.fresh();
      code.signExtend(width, bits, register, operands.register(value));
      operands.define(i, register);
    } else {
      shiftPair(copied(i, value), width, bits);
    }
  }

  private void shiftPair(int register, Width width, int bits) {
    int distance = width.bits() - bits;
    code.aluConstant(width, AluOp.LSH, register, distance);
    code.aluConstant(width, AluOp.ARSH, register, distance);
  }

  private void clearUpper(Instruction i, Value value) {
    int register = code.fresh();
    code.alu(Width.W32, AluOp.MOV, register, operands.register(value));
    operands.define(i, register);
  }

  private void swapBytes(Instruction i, int bits) {
    // Network order is the other one: version 3 has no swap but this, for little-endian hosts.
    var kind = v4 ? Insn.Endian.Kind.BSWAP : Insn.Endian.Kind.TO_BE;
    code.endian(kind, bits, copied(i, i.operand(0)));
  }

  /// -1, 0 or 1, by two branches.
  private void compare(Instruction i, Condition greater, Condition less) {
    var width = i.operand(0).type() == Type.I32 ? Width.W32 : Width.W64;
    int left = operands.register(i.operand(0));
    int right = operands.register(i.operand(1));
    int result = code.fresh();
    var second = code.newBlock();
    var third = code.newBlock();
    var end = code.newBlock();
    code.constant(result, Type.I32, 1);
    code.test(width, greater, left, right, end, second);
    code.begin(second);
    code.constant(result, Type.I32, -1);
    code.test(width, less, left, right, end, third);
    code.begin(third);
    code.constant(result, Type.I32, 0);
    code.end(new MachineBlock.End.Goto(end));
    code.begin(end);
    operands.define(i, result);
  }

  private void load(Instruction i) {
    var place = operands.address(i.operand(0), i.offset());
    int register = code.fresh();
    code.load(i.size(), i.signed() && v4, register, place.register(), place.offset());
    if (i.signed() && !v4) {
      int extended = code.fresh();
      code.copy(extended, register);
      var width = i.type() == Type.I32 ? Width.W32 : Width.W64;
      if (i.size().bits() < width.bits()) {
        shiftPair(extended, width, i.size().bits());
      }
      register = extended;
    }
    operands.define(i, register);
  }

  private void store(Instruction i) {
    var place = operands.address(i.operand(0), i.offset());
    var value = Folding.stored(i.operand(1), i.size());
    if (value instanceof Value.Constant(_, long number)
        && (number == (int) number || i.size() != Size.DW)) {
      code.storeConstant(i.size(), place.register(), place.offset(), immediate(number, i.size()));
    } else {
      code.store(i.size(), place.register(), place.offset(), operands.register(value));
    }
  }

  /// The old value comes in the register of the new one, but for `CMPXCHG`, which compares with r0 and
  /// leaves it there.
  private void atomic(Instruction i) {
    var place = operands.address(i.operand(0), i.offset());
    boolean fetch = !i.atomic().allowsFetch(false) || demand.isNeeded(i);
    int value = operands.register(i.operands().getLast());
    if (i.atomic() == AtomicOp.CMPXCHG) {
      operands.copyTo(0, i.operand(1));
      code.atomic(i.size(), i.atomic(), true, place.register(), place.offset(), value);
      int old = code.fresh();
      code.copy(old, 0);
      operands.define(i, old);
    } else if (fetch) {
      int old = code.fresh();
      code.copy(old, value);
      code.atomic(i.size(), i.atomic(), true, place.register(), place.offset(), old);
      operands.define(i, old);
    } else {
      code.atomic(i.size(), i.atomic(), false, place.register(), place.offset(), value);
    }
  }

  private static int immediate(long number, Size size) {
    return switch (size) {
      case B -> (byte) number;
      case H -> (short) number;
      case W, DW -> (int) number;
    };
  }

  private void offset(Instruction i) {
    var address = Folding.pointer(i);
    if (address.base() == i) {
      int distance = operands.register(i.operand(1));
      code.alu(Width.W64, AluOp.ADD, copied(i, i.operand(0)), distance);
      return;
    }
    if (address.base() instanceof Value.StackAddress(var slot)) {
      int register = code.fresh();
      code.copy(register, MachineInsn.FRAME);
      code.aluConstant(Width.W64, AluOp.ADD, register, operands.offset(slot) + address.offset());
      operands.define(i, register);
    } else {
      code.aluConstant(Width.W64, AluOp.ADD, copied(i, address.base()), address.offset());
    }
  }

  private void call(Instruction i) {
    for (int n = 0; n < i.operands().size(); n++) {
      var argument = i.operand(n);
      if (argument.type() == Type.I32
          && !(argument instanceof Value.Constant)
          && !upper.isClear(argument)) {
        code.alu(Width.W32, AluOp.MOV, n + 1, operands.register(argument));
      } else {
        operands.copyTo(n + 1, argument);
      }
    }
    var shape =
        switch (i.op()) {
          case CALL -> new Insn.Call(i.offset());
          case CALL_KFUNC -> new Insn.CallKfunc(i.offset(), (short) 0);
          default -> new Insn.CallLocal(i.offset());
        };
    code.call(shape, i.operands().size());
    if (demand.isNeeded(i)) {
      int register = code.fresh();
      code.copy(register, 0);
      operands.define(i, register);
    }
  }

  /// A new register for the result that holds `value` so far.
  private int copied(Instruction i, Value value) {
    int register = code.fresh();
    operands.copyTo(register, value);
    operands.define(i, register);
    return register;
  }

  private static Width width(Instruction i) {
    return i.type() == Type.I32 ? Width.W32 : Width.W64;
  }
}
