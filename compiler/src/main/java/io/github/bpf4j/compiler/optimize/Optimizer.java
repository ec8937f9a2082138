package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.guard.RedundantChecks;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.Pass;
import java.util.List;
import java.util.function.BiConsumer;

/// Runs the passes over a function until none of them finds anything more.
public final class Optimizer {
  private static final int MAX_ROUNDS = 20;

  private Optimizer() {}

  /// Optimises `function` in place. Where [IrChecker#CHECK] is set, what comes in and what
  /// each pass leaves is checked.
  ///
  /// @param listener told the name of a pass after it changed something
  public static void optimize(Function function, BiConsumer<String, Function> listener) {
    List<Pass> passes =
        List.of(
            new SimplifyGraph(),
            new SimplifyParameters(),
            new ValueNumbering(),
            new DeadCode(),
            new RedundantChecks(),
            new ThreadJumps());
    IrChecker.checkIfWanted(function, "before the first pass");
    boolean changed = true;
    for (int round = 0; changed && round < MAX_ROUNDS; round++) {
      changed = false;
      for (Pass pass : passes) {
        if (pass.run(function)) {
          changed = true;
          String name = pass.getClass().getSimpleName();
          IrChecker.checkIfWanted(function, "after " + name);
          listener.accept(name, function);
        }
      }
    }
  }
}
