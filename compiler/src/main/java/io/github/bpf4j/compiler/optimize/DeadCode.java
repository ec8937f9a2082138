package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Removes instructions whose results are not used. What has an effect stays, and calls of helpers
/// that only look: their removal is not worth the table.
public final class DeadCode implements Pass {
  @Override
  public boolean run(Function function) {
    Set<Instruction> used = Collections.newSetFromMap(new IdentityHashMap<>());
    var work = new ArrayList<Value>();
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        if (instruction.op().hasEffect()) {
          used.add(instruction);
          work.addAll(instruction.operands());
        }
      }
      work.addAll(block.terminator().uses());
    }
    while (!work.isEmpty()) {
      if (work.removeLast() instanceof Instruction instruction && used.add(instruction)) {
        work.addAll(instruction.operands());
      }
    }
    boolean changed = false;
    for (Block block : function.blocks()) {
      changed |= block.instructions().removeIf(instruction -> !used.contains(instruction));
    }
    return changed;
  }
}
