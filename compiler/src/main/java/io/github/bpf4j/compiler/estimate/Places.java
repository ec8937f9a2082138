package io.github.bpf4j.compiler.estimate;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The places where numbers are kept, numbered: first the registers, then the stack slots of a program that are
/// reached from `r10` itself; and at which instructions a comparison still to come depends on them.
final class Places {
  private static final int REGISTERS = 11;

  private final Map<Short, Integer> slots = new HashMap<>();
  private final List<BitSet> compared = new ArrayList<>();

  Places(ControlFlow flow) {
    int size = flow.program().size();
    for (int i = 0; i < size; i++) {
      compared.add(new BitSet());
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = size - 1; i >= 0; i--) {
        var after = new BitSet();
        flow.successors(i).forEach(next -> after.or(compared.get(next)));
        before(flow.program().get(i), after);
        changed |= !after.equals(compared.set(i, after));
      }
    }
  }

  /// How many there are.
  int count() {
    return REGISTERS + slots.size();
  }

  int of(Register register) {
    return register.number();
  }

  /// The stack slot that is `offset` bytes from `r10`.
  int slot(short offset) {
    return slots.computeIfAbsent(offset, _ -> REGISTERS + slots.size());
  }

  /// The places on which a comparison depends that comes at instruction `index` or later.
  BitSet compared(int index) {
    return compared.get(index);
  }

  private void before(Insn insn, BitSet set) {
    switch (insn) {
      case Insn.JumpIf jump -> {
        set.set(of(jump.dst()));
        if (jump.src() instanceof Operand.Reg(Register register)) {
          set.set(of(register));
        }
      }
      case Insn.Alu(_, AluOp op, Register dst, Operand src) -> {
        boolean matters = set.get(of(dst));
        if (op == AluOp.MOV) {
          set.clear(of(dst));
        }
        if (matters && src instanceof Operand.Reg(Register register)) {
          set.set(of(register));
        }
      }
      case Insn.MovSx(_, _, Register dst, Register src) -> move(of(dst), of(src), set);
      case Insn.Load(_, _, Register dst, Register base, short offset) when base == Register.FP ->
          move(of(dst), slot(offset), set);
      case Insn.Load load -> set.clear(of(load.dst()));
      case Insn.LoadImm64 load -> set.clear(of(load.dst()));
      case Insn.Store(_, Register base, short offset, Register src) when base == Register.FP ->
          move(slot(offset), of(src), set);
      case Insn.StoreImm(_, Register base, short offset, _) when base == Register.FP ->
          set.clear(slot(offset));
      case Insn.Call _, Insn.CallLocal _, Insn.CallKfunc _ ->
          set.clear(of(Register.R0), of(Register.R5) + 1);
      default -> {}
    }
  }

  private static void move(int to, int from, BitSet set) {
    boolean matters = set.get(to);
    set.clear(to);
    if (matters) {
      set.set(from);
    }
  }
}
