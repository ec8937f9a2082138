package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.List;
import java.util.stream.Stream;

/// Machine code on the machine's registers.
///
/// @param blocks in the order of [io.github.bpf4j.compiler.select.MachineFunction#blocks]
/// @param frame bytes of stack in use, a multiple of 8
/// @param spilled how many stack slots the allocator uses
/// @param reloads how many instructions take something back from them
public record AllocatedFunction(List<AllocatedBlock> blocks, int frame, int spilled, int reloads) {
  /// Copies the list.
  public AllocatedFunction {
    blocks = List.copyOf(blocks);
  }

  /// A block.
  ///
  /// @param origin what it was before
  /// @param steps its instructions
  /// @param end with targets that name blocks by what they were before
  public record AllocatedBlock(MachineBlock origin, List<Step> steps, MachineBlock.End end) {
    /// Copies the list.
    public AllocatedBlock {
      steps = List.copyOf(steps);
    }

    /// The instructions that are left.
    public List<MachineInsn> insns() {
      return steps.stream().flatMap(s -> Stream.ofNullable(s.insn())).toList();
    }
  }
}
