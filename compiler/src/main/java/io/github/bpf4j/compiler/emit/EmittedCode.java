package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.Insn;
import java.util.List;

/// A function as eBPF code. Slots are counted from its first instruction.
///
/// @param insns the instructions
/// @param lines where they come from: an entry holds until the next; the first is for slot 0, if
///     anything is known
/// @param gates the switches before log statements, in order of their slots
/// @param stack bytes of stack that it uses
/// @param spilled how many values at a time had no register
/// @param reloads how many instructions bring such values back
public record EmittedCode(
    List<Insn> insns, List<Line> lines, List<Gate> gates, int stack, int spilled, int reloads) {
  /// Copies the lists.
  public EmittedCode {
    insns = List.copyOf(insns);
    lines = List.copyOf(lines);
    gates = List.copyOf(gates);
  }

  /// From `slot` on, instructions come from `position`.
  public record Line(int slot, Position position) {}

  /// At `slot` stands a jump of offset 0, before the code for when log statement `site` is on.
  ///
  /// @param skip slots from after the jump to the code for when it is off; never negative
  public record Gate(int slot, int site, int skip) {}
}
