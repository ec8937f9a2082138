package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.Insn;
import java.util.List;

/// The instructions of a function, and what they come from.
///
/// @param insns the instructions
/// @param lines from which slot on instructions come from which place; the first is slot 0
/// @param gates the gates of log statements
/// @param stack bytes of stack that are used
public record EmittedCode(List<Insn> insns, List<Line> lines, List<Gate> gates, int stack) {
  /// Copies the lists.
  public EmittedCode {
    insns = List.copyOf(insns);
    lines = List.copyOf(lines);
    gates = List.copyOf(gates);
  }

  /// From `slot` on.
  public record Line(int slot, Position position) {}

  /// At `slot` stands a jump of offset 0, which a loader makes jump by `skip` slots where log
  /// statement `site` is off.
  public record Gate(int slot, int site, int skip) {}
}
