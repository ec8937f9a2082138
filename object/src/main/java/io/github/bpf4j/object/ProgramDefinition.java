package io.github.bpf4j.object;

import io.github.bpf4j.isa.Insn;
import java.util.List;

/// One program: its instructions and what is known of them.
///
/// Instructions name a map by its index in [BpfObject#maps]: `LoadImm64` with pseudo `MAP_IDX` (the
/// map) or `MAP_IDX_VALUE` (the address `nextImm` bytes into the value of an array map's entry 0).
/// Positions are instruction slots (8 bytes each, two for a `LoadImm64`), counted from the
/// program's first instruction.
///
/// @param name the Java method's name
/// @param type what it attaches to
/// @param insns the instructions, subprograms after the main function
/// @param functions where each function begins, the main function first
/// @param lines which source line each instruction comes from: an entry holds until the next
/// @param logGates the switches before each log statement, see [LogGate]
/// @param logSites the log statements; a record begins with the index in this list as a `u32`
/// @param abortSites where an uncaught exception ends the program
/// @param accounting the index of the map that counts aborts and lost records, see [AbortSite]; -1
///     where the program was compiled without accounting
/// @param logBuffer the index of the ring buffer that log records are written to, or -1
public record ProgramDefinition(
    String name,
    ProgramType type,
    List<Insn> insns,
    List<FunctionInfo> functions,
    List<LineInfo> lines,
    List<LogGate> logGates,
    List<LogSite> logSites,
    List<AbortSite> abortSites,
    int accounting,
    int logBuffer) {
  /// Copies the lists.
  public ProgramDefinition {
    insns = List.copyOf(insns);
    functions = List.copyOf(functions);
    lines = List.copyOf(lines);
    logGates = List.copyOf(logGates);
    logSites = List.copyOf(logSites);
    abortSites = List.copyOf(abortSites);
  }
}
