package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Registers that only ever hold one constant.
final class Constants {
  private Constants() {}

  /// The one instruction that writes the registers `members`, if there is just one and it loads a
  /// constant or a map's address; else null.
  static MachineInsn.@Nullable Plain only(MachineFunction function, BitSet members) {
    MachineInsn.Plain found = null;
    for (MachineBlock block : function.blocks()) {
      for (MachineInsn insn : block.insns()) {
        for (int defined : insn.defs()) {
          if (members.get(defined)) {
            if (found != null || !(insn instanceof MachineInsn.Plain plain) || !isConstant(plain)) {
              return null;
            }
            found = plain;
          }
        }
      }
    }
    return found;
  }

  private static boolean isConstant(MachineInsn.Plain insn) {
    return insn.shape() instanceof Insn.LoadImm64
        || insn.shape() instanceof Insn.Alu(_, var op, _, Operand.Imm _) && op == AluOp.MOV;
  }
}
