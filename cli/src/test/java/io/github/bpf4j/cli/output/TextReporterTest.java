package io.github.bpf4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.host.Accounting;
import io.github.bpf4j.object.AbortSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TextReporterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void report(boolean colour, LogRecord... records) {
    try (var lines = new LineOutput(out)) {
      var reporter =
          new TextReporter(lines, new PrintStream(err, true, StandardCharsets.UTF_8), colour);
      List.of(records).forEach(reporter::accept);
    }
  }

  private static LogRecord record(LogLevel level, String template, Object... arguments) {
    return new LogRecord(0, level, "Prog", template, List.of(arguments));
  }

  @Test
  void eachLevelHasItsLineWithTheLoggerAndTheMessage() {
    report(
        false,
        record(LogLevel.ERROR, "a {}", 1),
        record(LogLevel.WARN, "b {} {}", 1L, true),
        record(LogLevel.INFO, "c"),
        record(LogLevel.DEBUG, "d {}", "x"),
        record(LogLevel.TRACE, "e {} {} {}", 1, 2, 3));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            ERROR Prog  a 1
            WARN  Prog  b 1 true
            INFO  Prog  c
            DEBUG Prog  d x
            TRACE Prog  e 1 2 3
            """);
  }

  @Test
  void coloursAreForTerminalsOnly() {
    report(true, record(LogLevel.ERROR, "a"));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\033[31mERROR\033[0m Prog  a\n");
  }

  @Test
  void whatBpf4jItselfSaysIsNotAmongTheLinesOfAProgram() {
    report(false);
    LoggerFactory.getLogger("io.github.bpf4j.kernel.KernelProgram").warn("of its own");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void theSummaryNamesPacketsVerdictsRecordsAndLosses() {
    var abort = new Accounting.Count(new AbortSite(0, "FunXdp.java", 14, "packet too short"), 12);
    var packets =
        new Summary.Packets(1_234_567, Map.of(XdpAction.PASS, 1_234_555L, XdpAction.ABORTED, 12L));
    try (var lines = new LineOutput(out)) {
      new TextReporter(lines, new PrintStream(err, true, StandardCharsets.UTF_8), false)
          .summary(new Summary(Optional.of(packets), 1, 3, List.of(abort)));
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            1,234,567 packets (ABORTED 12, PASS 1,234,555), 1 log record, 3 lost (ring buffer full)
            12 packets aborted at FunXdp.java:14 (packet too short)
            """);
  }
}
