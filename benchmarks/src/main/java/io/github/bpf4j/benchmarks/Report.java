package io.github.bpf4j.benchmarks;

import io.github.bpf4j.kernel.ProgramInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The table of the comparison.
final class Report {
  private final List<Row> rows = new ArrayList<>();

  /// Two twins in figures.
  ///
  /// @param timings one for each of the twin's runs; none where only counts were asked for
  record Row(Twin twin, Counts c, Counts java, List<Timing> timings) {}

  /// What can be counted of a program.
  ///
  /// @param insns instructions as compiled, in slots of 8 bytes
  /// @param loaded after the verifier's changes
  /// @param jited bytes of machine code
  /// @param verified instructions that the verifier went through
  record Counts(int insns, int loaded, int jited, int verified) {
    static Counts of(Loaded program) {
      ProgramInfo info = program.info();
      return new Counts(
          program.insns(),
          info.translatedBytes() / 8,
          info.machineCodeBytes(),
          info.verifiedInstructions());
    }
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  void add(Row row) {
    rows.add(row);
  }

  private static final List<String> HEADINGS =
      List.of(
          "program", "instructions", "loaded", "JITed bytes", "verified", "ns a packet", "ratio");

  private List<List<String>> cells() {
    var cells = new ArrayList<List<String>>();
    for (Row row : rows) {
      var name = row.twin.javaName();
      var counts =
          List.of(
              pair(row.c.insns, row.java.insns),
              pair(row.c.loaded, row.java.loaded),
              pair(row.c.jited, row.java.jited),
              pair(row.c.verified, row.java.verified));
      for (int i = 0; i < Math.max(1, row.timings.size()); i++) {
        var line = new ArrayList<String>();
        var run = row.twin.runs().get(i).name();
        line.add(run.isEmpty() || row.timings.isEmpty() ? name : name + ", " + run);
        for (var count : counts) {
          line.add(i == 0 ? count : "");
        }
        if (row.timings.isEmpty()) {
          line.addAll(List.of("", ""));
        } else {
          var timing = row.timings.get(i);
          line.add(format("%.1f / %.1f", timing.c(), timing.java()));
          line.add(
              format("%.2f", timing.ratio()) + (timing.spread() > Timing.NOISE ? " noisy" : ""));
        }
        cells.add(line);
      }
    }
    return cells;
  }

  private static String pair(int c, int java) {
    return c + " / " + java;
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /// For a terminal.
  String text() {
    var lines = new ArrayList<List<String>>(List.of(HEADINGS));
    lines.addAll(cells());
    var text = new StringBuilder();
    for (var line : lines) {
      for (int i = 0; i < line.size(); i++) {
        int column = i;
        int width = lines.stream().mapToInt(l -> l.get(column).length()).max().orElse(0);
        text.append(i == 0 ? "" : "  ");
        text.append(format((i == 0 ? "%-" : "%") + width + "s", line.get(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /// For a page.
  String markdown() {
    var text = new StringBuilder();
    text.append("| ").append(String.join(" | ", HEADINGS)).append(" |\n");
    text.append("| --- |").append(" ---: |".repeat(HEADINGS.size() - 1)).append('\n');
    for (var line : cells()) {
      text.append("| ").append(String.join(" | ", line)).append(" |\n");
    }
    return text.toString();
  }
}
