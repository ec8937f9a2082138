package io.github.bpf4j.cli;

import io.github.bpf4j.kernel.SystemReport;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `bpf4j doctor`: what this machine can do.
@Command(
    name = "doctor",
    description = "Says what this machine can do, and how to get what it cannot. Needs no root.")
final class DoctorCommand implements Callable<Integer> {
  private static final String GREEN = "\033[32m";
  private static final String YELLOW = "\033[33m";
  private static final String PLAIN = "\033[0m";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private HelpOption help = new HelpOption();

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var report = SystemReport.create();
    var out = new PrintStream(terminal.out(), false, StandardCharsets.UTF_8);
    int nameWidth = report.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
    var group = "";
    for (var row : report.rows()) {
      if (!row.group().equals(group)) {
        group = row.group();
        out.println(group);
      }
      out.println(line(row, nameWidth));
    }
    out.println();
    conclusion(report).forEach(out::println);
    out.flush();
    return ExitCode.DONE;
  }

  private String line(SystemReport.Row row, int nameWidth) {
    var answer = row.ok() ? "yes" : "no ";
    if (terminal.colour()) {
      answer = (row.ok() ? GREEN : YELLOW) + answer + PLAIN;
    }
    var line = "  %s  %s  %s".formatted(answer, padded(row.name(), nameWidth), row.found());
    return row.fix().isEmpty()
        ? line
        : line + "\n" + " ".repeat(nameWidth + 9) + "fix: " + row.fix();
  }

  private static List<String> conclusion(SystemReport report) {
    return report.kernelUsable()
        ? List.of(
            "Programs run here in the kernel (--iface, --pcap), in the VM, and on the plain JVM.")
        : List.of(
            "Programs run here in the VM and on the plain JVM: bpf4j run TARGET --pcap FILE.",
            "For --iface, mend the first 'no' above.");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
