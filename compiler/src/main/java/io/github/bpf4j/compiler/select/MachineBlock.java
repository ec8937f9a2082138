package io.github.bpf4j.compiler.select;

import java.util.ArrayList;
import java.util.List;

/// A basic block of machine instructions.
public final class MachineBlock {
  private final int number;
  private final int depth;
  private final boolean cold;
  private final List<MachineInsn> insns = new ArrayList<>();
  private End end = new End.Exit();

  /// An empty block.
  MachineBlock(int number, int depth, boolean cold) {
    this.number = number;
    this.depth = depth;
    this.cold = cold;
  }

  /// Its place in [MachineFunction#blocks].
  public int number() {
    return number;
  }

  /// In how many loops it lies.
  public int depth() {
    return depth;
  }

  /// Whether it runs rarely.
  public boolean cold() {
    return cold;
  }

  /// The instructions.
  public List<MachineInsn> insns() {
    return insns;
  }

  /// How it ends.
  public End end() {
    return end;
  }

  /// Sets how it ends.
  void end(End newEnd) {
    end = newEnd;
  }

  @Override
  public String toString() {
    return "m" + number;
  }

  /// How a block ends.
  public sealed interface End {
    /// Where it may go.
    default List<MachineBlock> targets() {
      return switch (this) {
        case Goto(var target) -> List.of(target);
        case Test(_, var then, var otherwise) -> List.of(then, otherwise);
        case Gate(_, var enabled, var disabled) -> List.of(enabled, disabled);
        case Exit _ -> List.of();
      };
    }

    /// The registers that it reads.
    default int[] uses() {
      return switch (this) {
        case Test(var jump, _, _) -> jump.uses();
        case Exit _ -> new int[] {0};
        case Goto _, Gate _ -> new int[0];
      };
    }

    /// Always to `target`.
    record Goto(MachineBlock target) implements End {}

    /// To `then` if `jump`, a [io.github.bpf4j.isa.Insn.JumpIf], jumps, else to `otherwise`.
    record Test(MachineInsn.Plain jump, MachineBlock then, MachineBlock otherwise) implements End {}

    /// To `enabled` or `disabled`, decided when the program is loaded.
    record Gate(int site, MachineBlock enabled, MachineBlock disabled) implements End {}

    /// Out, with the result in r0.
    record Exit() implements End {}
  }
}
