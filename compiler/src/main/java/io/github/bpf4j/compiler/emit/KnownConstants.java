package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which registers hold a constant at the end of each block, whatever way the program took: by the
/// instruction that set them.
final class KnownConstants {
  private final Map<CodeBlock, Map<Register, Insn>> atEnd = new IdentityHashMap<>();

  /// @param blocks all that can be reached, each after its predecessors but for loops, the entry first
  KnownConstants(List<CodeBlock> blocks) {
    Map<CodeBlock, Map<Register, Insn>> atStart = new IdentityHashMap<>();
    atStart.put(blocks.getFirst(), new EnumMap<>(Register.class));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var block : blocks) {
        var known = atStart.get(block);
        // Nothing has come to it yet: it is a loop's, and something will.
        if (known != null) {
          var end = after(block, known);
          atEnd.put(block, end);
          for (var target : block.end.targets()) {
            changed |= meet(atStart, target, end);
          }
        }
      }
    }
  }

  private static boolean meet(
      Map<CodeBlock, Map<Register, Insn>> atStart, CodeBlock target, Map<Register, Insn> way) {
    var known = atStart.get(target);
    if (known == null) {
      atStart.put(target, new EnumMap<>(way));
      return true;
    }
    return known.entrySet().removeIf(e -> !e.getValue().equals(way.get(e.getKey())));
  }

  /// Whether `register` holds at the end of `block` what `insn` sets it to.
  boolean isKnown(CodeBlock block, Register register, Insn insn) {
    return Objects.requireNonNull(atEnd.get(block)).get(register) instanceof Insn known
        && known.equals(insn);
  }

  private static Map<Register, Insn> after(CodeBlock block, Map<Register, Insn> before) {
    var known = new EnumMap<Register, Insn>(Register.class);
    known.putAll(before);
    for (var line : block.lines) {
      known.keySet().removeAll(written(line.insn()));
      if (line.insn() instanceof Insn.Alu(_, AluOp op, Register dst, Operand.Imm _)
          && op == AluOp.MOV) {
        known.put(dst, line.insn());
      }
    }
    return known;
  }

  private static Set<Register> written(Insn insn) {
    return switch (insn) {
      case Insn.Alu alu -> EnumSet.of(alu.dst());
      case Insn.Neg neg -> EnumSet.of(neg.dst());
      case Insn.MovSx extension -> EnumSet.of(extension.dst());
      case Insn.Endian endian -> EnumSet.of(endian.dst());
      case Insn.Load load -> EnumSet.of(load.dst());
      case Insn.LoadImm64 load -> EnumSet.of(load.dst());
      case Insn.Store _, Insn.StoreImm _ -> EnumSet.noneOf(Register.class);
      case Insn.Call _, Insn.CallLocal _ -> EnumSet.range(Register.R0, Register.R5);
      // Atomic operations write r0, their source or nothing.
      default -> EnumSet.allOf(Register.class);
    };
  }
}
