package io.github.bpf4j.compiler.guard;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;

/// Removes checks that an offset or an index is not too large, where what it was added up from shows that, to the
/// kernel's verifier too.
public final class ProvenOffsets implements Pass {
  @Override
  public boolean run(Function function) {
    var bounds = UpperBounds.of(function);
    boolean changed = false;
    for (Block block : function.blocks()) {
      if (block.terminator() instanceof Branch branch
          && branch.condition() == Condition.LE
          && branch.right() instanceof Constant(Type type, long limit)
          && type != Type.POINTER
          && limit >= 0
          && limit < UpperBounds.UNKNOWN
          && bounds.of(branch.left()) <= limit) {
        block.terminate(new Jump(branch.then()));
        changed = true;
      }
    }
    return changed;
  }
}
