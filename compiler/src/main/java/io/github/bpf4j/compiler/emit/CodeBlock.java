package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A basic block of finished instructions.
final class CodeBlock {
  final List<Line> lines = new ArrayList<>();
  final boolean cold;
  final int depth;
  End end = new End.Exit();

  CodeBlock(boolean cold, int depth) {
    this.cold = cold;
    this.depth = depth;
  }

  /// An instruction and where it comes from.
  record Line(Insn insn, Position position) {}

  /// How a block ends.
  sealed interface End {
    /// Always to `target`.
    record Goto(CodeBlock target) implements End {}

    /// To `then` if the condition holds, else to `otherwise`.
    record Test(Insn.JumpIf jump, Position position, CodeBlock then, CodeBlock otherwise)
        implements End {
      /// Whether the test can be turned round.
      boolean isInvertible() {
        return jump.condition() != Condition.SET;
      }

      boolean reads(Register register) {
        return jump.dst() == register || jump.src().equals(Operand.of(register));
      }
    }

    /// To one of them, decided when the program is loaded.
    record Gate(int site, CodeBlock enabled, CodeBlock disabled) implements End {}

    /// Out.
    record Exit() implements End {}

    default List<CodeBlock> targets() {
      return switch (this) {
        case Goto(var target) -> List.of(target);
        case Test(_, _, var then, var otherwise) -> List.of(then, otherwise);
        case Gate(_, var enabled, var disabled) -> List.of(enabled, disabled);
        case Exit _ -> List.of();
      };
    }

    /// The same end with other targets.
    default End map(UnaryOperator<CodeBlock> blocks) {
      return switch (this) {
        case Goto(var target) -> new Goto(blocks.apply(target));
        case Test(var jump, var position, var then, var otherwise) ->
            new Test(jump, position, blocks.apply(then), blocks.apply(otherwise));
        case Gate(int site, var enabled, var disabled) ->
            new Gate(site, blocks.apply(enabled), blocks.apply(disabled));
        case Exit exit -> exit;
      };
    }
  }

  /// Whether it does nothing but leave.
  boolean isExit() {
    return lines.isEmpty() && end instanceof End.Exit;
  }

  /// Where the end comes from.
  Position endPosition() {
    return end instanceof End.Test test ? test.position() : Position.NONE;
  }
}
