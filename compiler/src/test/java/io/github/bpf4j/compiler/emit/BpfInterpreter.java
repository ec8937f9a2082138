package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs eBPF code on any memory: just enough to compare a function with its code. Registers that hold
/// nothing yet, or nothing any more, hold a mark that no program computes with by accident.
final class BpfInterpreter {
  private static final long JUNK = 0xdead_beef_0bad_f00dL;

  private static final long STACK_TOP = 0x5fff_0000L;

  private BpfInterpreter() {}

  /// The result, with context pointer `context`.
  static int run(List<Insn> program, long context, TestMemory memory) {
    Map<Integer, Integer> indexes = new HashMap<>();
    var slots = new ArrayList<Integer>();
    int slot = 0;
    for (var insn : program) {
      indexes.put(slot, slots.size());
      slots.add(slot);
      slot += insn.slots();
    }
    long[] r = new long[11];
    Arrays.fill(r, JUNK);
    r[1] = context;
    r[10] = STACK_TOP;
    int next = 0;
    for (int steps = 0; steps < 1_000_000; steps++) {
      var insn = program.get(next);
      int after = slots.get(next) + insn.slots();
      int target = after;
      switch (insn) {
        case Insn.Alu(var width, var op, var dst, var src) -> {
          long value = alu(op, width, r[dst.number()], operand(src, r));
          r[dst.number()] = width == Width.W32 ? value & 0xffff_ffffL : value;
        }
        case Insn.Neg(var width, var dst) ->
            r[dst.number()] =
                width == Width.W32 ? -r[dst.number()] & 0xffff_ffffL : -r[dst.number()];
        case Insn.MovSx(var width, int bits, var dst, var src) -> {
          long value = r[src.number()] << (64 - bits) >> (64 - bits);
          r[dst.number()] = width == Width.W32 ? value & 0xffff_ffffL : value;
        }
        case Insn.Endian(_, int bits, var dst) ->
            r[dst.number()] = Long.reverseBytes(r[dst.number()]) >>> (64 - bits);
        case Insn.LoadImm64 load ->
            r[load.dst().number()] =
                load.pseudo() == Pseudo.NONE
                    ? load.value()
                    : load.pseudo() == Pseudo.MAP_IDX
                        ? 0x7700_0000L + load.imm()
                        : TestMemory.mapValue(load.imm()) + load.nextImm();
        case Insn.Load(var size, boolean signed, var dst, var base, short offset) ->
            r[dst.number()] = memory.load(size, signed, r[base.number()] + offset);
        case Insn.Store(var size, var base, short offset, var src) ->
            memory.store(size, r[base.number()] + offset, r[src.number()]);
        case Insn.StoreImm(var size, var base, short offset, int imm) ->
            memory.store(size, r[base.number()] + offset, imm);
        case Insn.Atomic(var size, var op, boolean fetch, var base, short offset, var src) -> {
          long address = r[base.number()] + offset;
          long old = memory.atomic(op, size, address, r[0], r[src.number()]);
          if (fetch) {
            r[op == AtomicOp.CMPXCHG ? 0 : src.number()] = old;
          }
        }
        case Insn.Call(int helper) -> {
          var arguments = new ArrayList<Long>();
          for (int i = 1; i <= helper - 100; i++) {
            arguments.add(r[i]);
          }
          r[0] = memory.call(helper, arguments);
          Arrays.fill(r, 1, 6, JUNK);
        }
        case Insn.Jump(int offset) -> target = after + offset;
        case Insn.JumpIf(var width, var condition, var dst, var src, short offset) -> {
          boolean narrow = width == Width.W32;
          if (IrInterpreter.holds(condition, r[dst.number()], operand(src, r), narrow)) {
            target = after + offset;
          }
        }
        case Insn.Exit _ -> {
          return (int) r[0];
        }
        default -> throw new IllegalStateException("not expected: " + insn);
      }
      var index = indexes.get(target);
      if (index == null) {
        throw new IllegalStateException("jumps to slot " + target);
      }
      next = index;
    }
    throw new IllegalStateException("does not end");
  }

  private static long operand(Operand operand, long[] r) {
    return switch (operand) {
      case Operand.Imm(int value) -> value;
      case Operand.Reg(var register) -> r[register.number()];
    };
  }

  private static long alu(AluOp op, Width width, long a, long b) {
    boolean narrow = width == Width.W32;
    if (narrow) {
      a &= 0xffff_ffffL;
      b &= 0xffff_ffffL;
    }
    int count = (int) b & (width.bits() - 1);
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
      case SDIV -> narrow ? (int) a / (int) b : a / b;
      case SMOD -> narrow ? (int) a % (int) b : a % b;
      case OR -> a | b;
      case AND -> a & b;
      case XOR -> a ^ b;
      case LSH -> a << count;
      case RSH -> a >>> count;
      case ARSH -> narrow ? (int) a >> count : a >> count;
      case MOV -> b;
    };
  }
}
