package io.github.bpf4j.object;

import io.github.bpf4j.isa.Insn;
import java.util.List;
import java.util.TreeMap;

/// One program: its instructions and what is known of them.
///
/// Instructions name a map by its index in [BpfObject#maps]: `LoadImm64` with pseudo `MAP_IDX` (the
/// map) or `MAP_IDX_VALUE` (the address `nextImm` bytes into the value of an array map's entry 0).
/// They name a function of the kernel by [Kfunc#number].
/// Positions are instruction slots (8 bytes each, two for a `LoadImm64`), counted from the
/// program's first instruction.
///
/// @param name the Java method's name
/// @param type what it attaches to
/// @param insns the instructions, subprograms after the main function
/// @param functions where each function begins, the main function first; of an empty list that one is
///     made
/// @param lines which source line each instruction comes from: an entry holds until the next
/// @param logGates the switches before each log statement, see [LogGate]
/// @param logSites the log statements; a record begins with the index in this list as a `u32`
/// @param abortSites where an uncaught exception ends the program
/// @param accounting the index of the map that counts aborts and lost records, see [AbortSite]; -1
///     where the program was compiled without accounting
/// @param logBuffer the index of the ring buffer that log records are written to, or -1
/// @param flags how it is to be loaded: [#HAS_FRAGS]
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
    int logBuffer,
    int flags) {
  /// `BPF_F_XDP_HAS_FRAGS`: it takes packets that lie in several buffers (Linux 5.18).
  public static final int HAS_FRAGS = 1 << 5;

  /// Copies the lists.
  public ProgramDefinition {
    insns = List.copyOf(insns);
    functions = functions.isEmpty() ? List.of(new FunctionInfo(0, name)) : List.copyOf(functions);
    lines = List.copyOf(lines);
    logGates = List.copyOf(logGates);
    logSites = List.copyOf(logSites);
    abortSites = List.copyOf(abortSites);
  }

  /// A program of which nothing but its instructions is known, without accounting and logging.
  public static ProgramDefinition of(String name, ProgramType type, List<Insn> insns) {
    return new ProgramDefinition(
        name, type, insns, List.of(), List.of(), List.of(), List.of(), List.of(), -1, -1);
  }

  /// A program that is to be loaded without flags.
  public ProgramDefinition(
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
    this(
        name,
        type,
        insns,
        functions,
        lines,
        logGates,
        logSites,
        abortSites,
        accounting,
        logBuffer,
        0);
  }

  /// This with other code, of which all that is said of slots holds.
  public ProgramDefinition withCode(List<Insn> newInsns, List<FunctionInfo> newFunctions) {
    return new ProgramDefinition(
        name,
        type,
        newInsns,
        newFunctions,
        lines,
        logGates,
        logSites,
        abortSites,
        accounting,
        logBuffer,
        flags);
  }

  /// Whether it takes packets that lie in several buffers.
  public boolean hasFrags() {
    return (flags & HAS_FRAGS) != 0;
  }

  /// The name of the ELF section by which libbpf recognises its type and flags.
  public String section() {
    return hasFrags() ? type.section() + ".frags" : type.section();
  }

  /// The lines, one for the first instruction of every function, as the kernel wants it. Where the
  /// program says none, that is the line that holds there, or line 0 with the function's name as text.
  public List<LineInfo> linesOfFunctions() {
    var all = new TreeMap<Integer, LineInfo>();
    lines.forEach(line -> all.put(line.slot(), line));
    for (var function : functions) {
      var before = all.floorEntry(function.slot());
      var line = before == null ? new LineInfo(0, name, 0, function.name()) : before.getValue();
      all.putIfAbsent(function.slot(), line.at(function.slot()));
    }
    return List.copyOf(all.values());
  }
}
