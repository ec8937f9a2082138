package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.guard.CoalesceChecks;
import io.github.bpf4j.compiler.guard.ProvenOffsets;
import io.github.bpf4j.compiler.guard.RedundantChecks;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.Pass;
import java.util.List;
import java.util.function.BiConsumer;

/// Runs the passes over a function until none of them finds anything more.
public final class Optimizer {
  private static final int MAX_ROUNDS = 20;

  /// What makes the function simpler.
  private static final List<Pass> SIMPLER =
      List.of(
          new SimplifyGraph(),
          new SimplifyParameters(),
          new ValueNumbering(),
          new ForwardLoads(),
          new KnownValues(),
          new DeadCode(),
          new ProvenOffsets(),
          new RedundantChecks(),
          new CoalesceChecks(),
          new MergeTests(),
          new ConstantsLast(),
          new PointersAtJoins(),
          new PointerSums(),
          new ComputeBeforeJoin(),
          new NarrowArguments(),
          new ShareStackSlots(),
          new ThreadJumps());

  /// What settles things where ways join. Threading finds less to do after it, so it comes late.
  private static final List<Pass> AT_JOINS =
      List.of(new DecideAtJoin(), new StoreBeforeJoin(), new TestReservationsOnce());

  private Optimizer() {}

  /// Optimises `function` in place. Where [IrChecker#CHECK] is set, what comes in and what
  /// each pass leaves is checked.
  ///
  /// @param listener told the name of a pass after it changed something
  public static void optimize(Function function, BiConsumer<String, Function> listener) {
    IrChecker.checkIfWanted(function, "before the first pass");
    run(SIMPLER, function, listener);
    for (Pass pass : AT_JOINS) {
      if (run(List.of(pass), function, listener)) {
        run(SIMPLER, function, listener);
      }
    }
  }

  private static boolean run(
      List<Pass> passes, Function function, BiConsumer<String, Function> listener) {
    boolean ever = false;
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
      ever |= changed;
    }
    return ever;
  }
}
