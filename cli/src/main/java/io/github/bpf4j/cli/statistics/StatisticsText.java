package io.github.bpf4j.cli.statistics;

import io.github.bpf4j.cli.statistics.ObjectStatistics.Function;
import io.github.bpf4j.cli.statistics.ObjectStatistics.Program;
import io.github.bpf4j.compiler.estimate.VerifierEstimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Statistics for people.
///
/// ```text
/// funXdp: xdp, 38 instructions
///   function   instructions  stack  spilled
///   funXdp               38      0        0
///   verifier, estimated      37 instructions
///   verifier, Linux 6.18.44  39 instructions, 3 states (3 at a time), stack 0, 40 us
///   loaded                   328 bytes of eBPF, 187 bytes of machine code
/// ```
public final class StatisticsText {
  private StatisticsText() {}

  /// The lines.
  public static List<String> lines(ObjectStatistics statistics) {
    var lines = new ArrayList<String>();
    for (var program : statistics.programs()) {
      lines.add(
          "%s: %s, %s"
              .formatted(
                  program.name(), program.type(), count(program.instructions(), "instruction")));
      functions(program, lines);
      var rows = rows(program, statistics.kernel());
      int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
      rows.forEach((name, text) -> lines.add(("  %-" + width + "s  %s").formatted(name, text)));
    }
    return lines;
  }

  private static void functions(Program program, List<String> lines) {
    int width = program.functions().stream().mapToInt(f -> f.name().length()).max().orElse(0);
    width = Math.max(width, "function".length());
    var format = "  %-" + width + "s  %12s  %5s  %7s";
    lines.add(format.formatted("function", "instructions", "stack", "spilled"));
    for (Function function : program.functions()) {
      lines.add(
          format.formatted(
              function.name(), function.instructions(), function.stack(), function.spilled()));
    }
  }

  private static Map<String, String> rows(Program program, ObjectStatistics.Kernel kernel) {
    var rows = new LinkedHashMap<String, String>();
    rows.put(
        "verifier, estimated",
        program.estimate() < VerifierEstimate.LIMIT
            ? count(program.estimate(), "instruction")
            : "a million instructions or more: too many");
    var verification = program.verification();
    if (verification == null) {
      rows.put("verifier", "not asked: " + first(kernel.refusal()));
      return rows;
    }
    var info = verification.program();
    var work = verification.work();
    rows.put(
        "verifier, Linux " + kernel.version(),
        work == null
            ? count(info.verifiedInstructions(), "instruction")
            : "%s, %s (%,d at a time), stack %s, %,d us"
                .formatted(
                    count(work.instructions(), "instruction"),
                    count(work.states(), "state"),
                    work.peakStates(),
                    String.join("+", work.stack().stream().map(String::valueOf).toList()),
                    work.time().toNanos() / 1000));
    rows.put(
        "loaded",
        "%,d bytes of eBPF, %,d bytes of machine code"
            .formatted(info.translatedBytes(), info.machineCodeBytes()));
    return rows;
  }

  private static String count(int number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }

  private static String first(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
