package io.github.bpf4j.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Printer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogGatesTest {
  private static ProgramDefinition program(String text, List<LineInfo> lines, LogGate... gates) {
    List<Insn> insns = Assembler.assemble(text);
    return new ProgramDefinition(
        "run",
        ProgramType.XDP,
        insns,
        List.of(new FunctionInfo(0, "run")),
        lines,
        List.of(gates),
        List.of(),
        List.of(),
        -1,
        0);
  }

  private static final String TWO_STATEMENTS =
      """
      if r1 > 5 goto +9
      goto +0
      r1 = map[idx:0]
      call 1
      goto +0
      r2 = 3
      if r0 == 0 goto +2
      goto +0
      w0 = 1
      w0 = 2
      exit
      """;

  private static ProgramDefinition twoStatements() {
    return program(
        TWO_STATEMENTS,
        List.of(
            new LineInfo(0, "A.java", 1, ""),
            new LineInfo(1, "A.java", 2, ""),
            new LineInfo(5, "A.java", 3, ""),
            new LineInfo(10, "A.java", 4, "")),
        new LogGate(1, 2, 3),
        new LogGate(5, 3, 4));
  }

  @Test
  void anOpenGateIsRemoved() {
    assertThat(Printer.print(LogGates.apply(twoStatements(), 4).insns()))
        .isEqualToIgnoringWhitespace(
            """
            if r1 > 5 goto +6
            r1 = map[idx:0]
            call 1
            r2 = 3
            if r0 == 0 goto +1
            w0 = 1
            w0 = 2
            exit
            """);
  }

  @Test
  void aShutGateTakesTheCodeBehindItAway() {
    var program = LogGates.apply(twoStatements(), 2);
    assertThat(Printer.print(program.insns()))
        .isEqualToIgnoringWhitespace(
            """
            if r1 > 5 goto +3
            r1 = map[idx:0]
            call 1
            w0 = 2
            exit
            """);
    assertThat(program.logGates()).isEmpty();
    assertThat(program.lines())
        .containsExactly(
            new LineInfo(0, "A.java", 1, ""),
            new LineInfo(1, "A.java", 2, ""),
            new LineInfo(4, "A.java", 4, ""));
  }

  @Test
  void withAllGatesShutNothingIsLeftOfTheStatements() {
    assertThat(Printer.print(LogGates.apply(twoStatements(), 0).insns()))
        .isEqualToIgnoringWhitespace("if r1 > 5 goto +0\nw0 = 2\nexit");
  }

  private static ProgramDefinition threeFunctions() {
    var program =
        program(
            """
            goto +0
            call pc+4
            r2 = subprog[+5]
            w0 = 2
            exit
            w0 = 7
            exit
            w0 = 8
            exit
            """,
            List.of(
                new LineInfo(0, "A.java", 1, ""),
                new LineInfo(6, "A.java", 2, ""),
                new LineInfo(8, "A.java", 3, "")),
            new LogGate(0, 2, 1));
    return new ProgramDefinition(
        program.name(),
        program.type(),
        program.insns(),
        List.of(
            new FunctionInfo(0, "run"), new FunctionInfo(6, "logged"), new FunctionInfo(8, "back")),
        program.lines(),
        program.logGates(),
        program.logSites(),
        program.abortSites(),
        program.accounting(),
        program.logBuffer());
  }

  @Test
  void callsAndAddressesOfFunctionsFollowTheirFunctions() {
    var program = LogGates.apply(threeFunctions(), 4);
    assertThat(Printer.print(program.insns()))
        .isEqualToIgnoringWhitespace(
            """
            call pc+4
            r2 = subprog[+5]
            w0 = 2
            exit
            w0 = 7
            exit
            w0 = 8
            exit
            """);
    assertThat(program.functions()).extracting(FunctionInfo::slot).containsExactly(0, 5, 7);
  }

  @Test
  void aFunctionThatOnlyAShutStatementCallsIsGone() {
    var program = LogGates.apply(threeFunctions(), 0);
    assertThat(Printer.print(program.insns()))
        .isEqualToIgnoringWhitespace(
            """
            r2 = subprog[+3]
            w0 = 2
            exit
            w0 = 8
            exit
            """);
    assertThat(program.functions())
        .containsExactly(new FunctionInfo(0, "run"), new FunctionInfo(4, "back"));
    assertThat(program.lines())
        .containsExactly(new LineInfo(0, "A.java", 1, ""), new LineInfo(4, "A.java", 3, ""));
  }
}
