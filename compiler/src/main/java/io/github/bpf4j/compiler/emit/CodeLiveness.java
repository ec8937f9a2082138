package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which of the machine's registers a block reads before it writes them, it or what comes after.
final class CodeLiveness {
  /// A call reads its arguments: as many as it has, which is not known here.
  private static final Set<Register> ARGUMENTS = EnumSet.range(Register.R1, Register.R5);

  private final Map<CodeBlock, Set<Register>> live = new IdentityHashMap<>();

  CodeLiveness(List<CodeBlock> blocks) {
    blocks.forEach(b -> live.put(b, EnumSet.noneOf(Register.class)));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var block : blocks.reversed()) {
        var before = before(block);
        changed |= !before.equals(live.put(block, before));
      }
    }
  }

  /// Whether what the register holds when `block` begins may be read.
  boolean isLive(CodeBlock block, Register register) {
    return live.getOrDefault(block, Set.of()).contains(register);
  }

  private Set<Register> before(CodeBlock block) {
    var registers = EnumSet.noneOf(Register.class);
    block.end.targets().forEach(t -> registers.addAll(live.getOrDefault(t, Set.of())));
    switch (block.end) {
      case End.Test test -> {
        registers.add(test.jump().dst());
        read(test.jump().src(), registers);
      }
      case End.Exit _ -> registers.add(Register.R0);
      case End.Goto _, End.Gate _ -> {}
    }
    for (var line : block.lines.reversed()) {
      before(line.insn(), registers);
    }
    return registers;
  }

  private static void before(Insn insn, Set<Register> registers) {
    switch (insn) {
      case Insn.Alu(_, AluOp op, Register dst, Operand src) -> {
        if (op == AluOp.MOV) {
          registers.remove(dst);
        }
        read(src, registers);
      }
      case Insn.MovSx(_, _, Register dst, Register src) -> {
        registers.remove(dst);
        registers.add(src);
      }
      case Insn.Load(_, _, Register dst, Register base, _) -> {
        registers.remove(dst);
        registers.add(base);
      }
      case Insn.LoadImm64(Register dst, _, _, _) -> registers.remove(dst);
      case Insn.Store(_, Register base, _, Register src) -> {
        registers.add(base);
        registers.add(src);
      }
      case Insn.StoreImm(_, Register base, _, _) -> registers.add(base);
      case Insn.Atomic(_, AtomicOp op, _, Register base, _, Register src) -> {
        registers.add(base);
        registers.add(src);
        if (op == AtomicOp.CMPXCHG) {
          registers.add(Register.R0);
        }
      }
      case Insn.Call _, Insn.CallLocal _ -> {
        registers.remove(Register.R0);
        registers.addAll(ARGUMENTS);
      }
      // What reads and writes the same register.
      default -> {}
    }
  }

  private static void read(Operand operand, Set<Register> registers) {
    if (operand instanceof Operand.Reg(Register register)) {
      registers.add(register);
    }
  }
}
