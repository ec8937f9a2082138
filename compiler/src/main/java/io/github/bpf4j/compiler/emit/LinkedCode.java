package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.isa.Insn;
import java.util.List;

/// The functions of a program one after the other, the main function first. Slots are counted from its
/// first instruction.
///
/// @param insns the instructions, calls between the functions resolved
/// @param lines where they come from: an entry holds until the next, and each function begins one
/// @param gates the switches before log statements
/// @param functions the functions in order
/// @param stack bytes of stack that the deepest chain of calls uses
public record LinkedCode(
    List<Insn> insns,
    List<EmittedCode.Line> lines,
    List<EmittedCode.Gate> gates,
    List<Part> functions,
    int stack) {
  /// Copies the lists.
  public LinkedCode {
    insns = List.copyOf(insns);
    lines = List.copyOf(lines);
    gates = List.copyOf(gates);
    functions = List.copyOf(functions);
  }

  /// One of the functions.
  ///
  /// @param number its number in what was linked
  /// @param slot where it begins
  /// @param stack bytes of stack of its own
  /// @param spilled how many values at a time had no register
  public record Part(int number, int slot, int stack, int spilled) {}
}
