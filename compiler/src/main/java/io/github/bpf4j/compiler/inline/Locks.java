package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Diagnostic;
import io.github.bpf4j.compiler.Diagnostic.Note;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.HeldLocks;
import io.github.bpf4j.compiler.ir.HeldLocks.Held;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.Kfunc;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What the kernel's verifier wants of spin locks: a function that takes one releases it on every way, holds no
/// second one, and calls nothing meanwhile.
final class Locks {
  private final Function function;
  private final Set<Block> leaving;
  private final Consumer<Diagnostic> diagnostics;
  private final Set<Instruction> reported = new HashSet<>();

  private Locks(Function function, Set<Block> leaving, Consumer<Diagnostic> diagnostics) {
    this.function = function;
    this.leaving = leaving;
    this.diagnostics = diagnostics;
  }

  /// Checks `function`.
  ///
  /// @param leaving the blocks at whose end an exception leaves the function
  /// @param diagnostics takes what is wrong
  static void check(Function function, Set<Block> leaving, Consumer<Diagnostic> diagnostics) {
    if (HeldLocks.uses(function)) {
      new Locks(function, leaving, diagnostics).check();
    }
  }

  private void check() {
    var locks = HeldLocks.of(function, leaving);
    for (var block : Dominators.of(function).reversePostorder()) {
      var held = locks.before(block);
      for (var instruction : block.instructions()) {
        check(instruction, held);
        held = held.after(instruction);
      }
      if (leaving.contains(block)) {
        checkException(block, held);
      } else if (block.terminator() instanceof Terminator.Return(_, var position)) {
        checkEnd(position, held);
      }
    }
  }

  private void check(Instruction instruction, Held held) {
    if (HeldLocks.releases(instruction)) {
      checkRelease(instruction, held);
    } else if (instruction.op().isCall()) {
      for (var lock : held.taken()) {
        report(
            lock,
            instruction.position(),
            does(instruction) + " while a spin lock is held",
            "do it before the lock is taken, or after it is released",
            new Note("taken", lock.position()));
      }
    }
  }

  private static String does(Instruction call) {
    if (HeldLocks.takes(call)) {
      return "a second lock is taken";
    }
    var callee =
        switch (call.op()) {
          case CALL -> Helper.of(call.offset()).map(Helper::kernelName);
          case CALL_KFUNC -> Kfunc.of(call.offset()).map(Kfunc::kernelName);
          default -> Optional.<String>empty();
        };
    return callee.orElse("a method that is not inlined") + " is called";
  }

  private void checkRelease(Instruction release, Held held) {
    if (!reported.isEmpty()) {
      // it may well have been held, but for what is wrong before
      return;
    }
    if (held.free()) {
      report(
          release,
          release.position(),
          "the spin lock that is released here is not held on every way",
          "take and release it by try (var held = value.lock.lock()) { … }");
      return;
    }
    for (var lock : held.taken()) {
      if (!held.isAddress(release.operand(0), lock)) {
        report(
            lock,
            release.position(),
            "another spin lock is released here than the one that is held",
            "release that one first",
            new Note("taken", lock.position()));
      }
    }
  }

  private void checkEnd(Position end, Held held) {
    unreleased(held, "is not released on every way", new Note("held still", end));
  }

  private void checkException(Block block, Held held) {
    var thrown = block.terminator().edges().getFirst().target().terminator();
    var origin = thrown instanceof Terminator.Return(_, var position) ? position : Position.NONE;
    unreleased(held, "is not released by an exception", new Note("thrown", origin));
  }

  private void unreleased(Held held, String what, Note where) {
    for (var lock : held.taken()) {
      report(
          lock,
          lock.position(),
          "the spin lock that is taken here " + what,
          "release it on every way: try (var held = value.lock.lock()) { … }",
          where);
    }
  }

  private void report(Instruction about, Position at, String message, String fix, Note... notes) {
    if (reported.add(about)) {
      diagnostics.accept(Diagnostic.at(at, Problem.LOCK, message, fix).with(notes));
    }
  }
}
