package io.github.bpf4j.compiler.select;

import java.util.List;

/// What [Selector] makes of a function.
///
/// @param name the Java method's name
/// @param blocks the entry first; all can be reached
/// @param registers one more than the highest register number
/// @param frame bytes of stack below r10 that the function's own stack slots take
public record MachineFunction(String name, List<MachineBlock> blocks, int registers, int frame) {
  /// Copies the list.
  public MachineFunction {
    blocks = List.copyOf(blocks);
  }
}
