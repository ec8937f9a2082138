package io.github.bpf4j.benchmarks;

import io.github.bpf4j.host.BpfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The command: compiles both programs of each pair, loads them, checks that they do the same, and prints
/// how they compare, the C program's figure first.
///
/// ```
/// Comparison --sources FOLDER [--rounds N] [--markdown FILE] [PROGRAM...]
/// ```
public final class Comparison {
  private static final int ROUNDS = 11;
  private static final int USAGE = 2;
  private static final int REFUSED = 3;

  private final String clang;
  private final String bpftool;
  private final Path sources;
  private final int rounds;

  Comparison(Path sources, int rounds) {
    clang =
        Tools.find("clang", "clang-21", "clang-20", "clang-19", "clang-18")
            .orElseThrow(() -> missing("clang"));
    bpftool = Tools.find("bpftool").orElseThrow(() -> missing("bpftool"));
    this.sources = sources;
    this.rounds = rounds;
  }

  private static BpfException missing(String tool) {
    return new BpfException(
        "the comparison needs %s, which is not on the path\n  fix: apt install %s"
            .formatted(tool, tool));
  }

  /// Runs the comparison.
  public static void main(String... args) {
    Path sources = null;
    Path markdown = null;
    int rounds = ROUNDS;
    var wanted = new ArrayList<String>();
    try {
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--sources" -> sources = Path.of(args[++i]);
          case "--rounds" -> rounds = Integer.parseInt(args[++i]);
          case "--markdown" -> markdown = Path.of(args[++i]);
          default -> wanted.add(args[i]);
        }
      }
      if (sources == null || wanted.stream().anyMatch(name -> name.startsWith("-"))) {
        throw new IllegalArgumentException();
      }
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      System.err.println(
          "usage: compare [--rounds N] [--markdown FILE] [PROGRAM...]; 0 rounds: counts alone");
      System.exit(USAGE);
      return;
    }
    var twins =
        Twins.all().stream()
            .filter(
                twin -> wanted.isEmpty() || wanted.stream().anyMatch(twin.javaName()::startsWith))
            .toList();
    try {
      var report = new Comparison(sources, rounds).compare(twins);
      System.out.print(report.text());
      if (markdown != null) {
        Files.writeString(markdown, report.markdown());
      }
    } catch (BpfException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(REFUSED);
    }
  }

  /// Compares `twins`.
  Report compare(List<Twin> twins) throws IOException {
    var report = new Report();
    var folder = Files.createTempDirectory("bpf4j-twins");
    try (var pins = new PinFolder()) {
      for (Twin twin : twins) {
        var object = ClangObject.compile(clang, sources.resolve(twin.source() + ".bpf.c"), folder);
        report.add(compare(twin, object, pins));
      }
    } finally {
      delete(folder);
    }
    return report;
  }

  private Report.Row compare(Twin twin, ClangObject object, PinFolder pins) throws IOException {
    Report.Counts cCounts;
    Report.Counts javaCounts;
    try (var c = Loaded.c(twin, List.of(), object, pins, bpftool);
        var java = Loaded.java(twin, List.of())) {
      cCounts = Report.Counts.of(c);
      javaCounts = Report.Counts.of(java);
      check(twin, twin.runs().getFirst(), c, java);
    }
    var timings = new ArrayList<Timing>();
    for (Twin.Run run : twin.runs()) {
      try (var c = Loaded.c(twin, run.settings(), object, pins, bpftool);
          var java = Loaded.java(twin, run.settings())) {
        if (run.settings().isEmpty()) {
          run.setup().fill(c);
          run.setup().fill(java);
        } else {
          check(twin, run, c, java);
        }
        if (rounds > 0) {
          timings.add(Timing.measure(run, c, java, rounds));
        }
      }
    }
    return new Report.Row(twin, cCounts, javaCounts, timings);
  }

  private static void check(Twin twin, Twin.Run run, Loaded c, Loaded java) {
    run.setup().fill(c);
    run.setup().fill(java);
    int packets = Agreement.check(twin, java, c);
    System.err.printf(
        "%s: the same as %s on %,d packets%n", twin.javaName(), twin.function(), packets);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
