package io.github.bpf4j.benchmarks;

import io.github.bpf4j.api.XdpPacket;
import java.util.Arrays;

/// Nanoseconds a packet of two twins, measured by turns so that what slows the machine down slows both.
///
/// @param c the C program's median, system call included
/// @param java the Java program's
/// @param spread how far apart the middle half of the measurements of one of them lie, as a part of the
///     median
record Timing(double c, double java, double spread) {
  /// The nanoseconds that one system call should take; short enough to be repeated, long enough to
  /// dwarf what the call itself costs.
  private static final double CALL_NANOS = 50e6;

  private static final int MOST_RUNS = 2_000_000;
  private static final int FIRST_RUNS = 100_000;

  /// More than this, and the machine is too busy to say.
  static final double NOISE = 0.1;

  /// Measures one run of both twins.
  ///
  /// @param rounds measurements of each, at least 5
  static Timing measure(Twin.Run run, Loaded c, Loaded java, int rounds) {
    var packet = XdpPacket.of(run.packet());
    double first = Math.max(1, java.nanos(packet, FIRST_RUNS, run.verdict()));
    c.nanos(packet, FIRST_RUNS, run.verdict());
    int times = (int) Math.min(MOST_RUNS, CALL_NANOS / first);
    var cNanos = new double[rounds];
    var javaNanos = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        cNanos[i] = c.nanos(packet, times, run.verdict());
        javaNanos[i] = java.nanos(packet, times, run.verdict());
      } else {
        javaNanos[i] = java.nanos(packet, times, run.verdict());
        cNanos[i] = c.nanos(packet, times, run.verdict());
      }
    }
    Arrays.sort(cNanos);
    Arrays.sort(javaNanos);
    return new Timing(
        cNanos[rounds / 2], javaNanos[rounds / 2], Math.max(spread(cNanos), spread(javaNanos)));
  }

  private static double spread(double[] sorted) {
    int n = sorted.length;
    return (sorted[n - 1 - n / 4] - sorted[n / 4]) / sorted[n / 2];
  }

  /// The Java program's time as a multiple of the C program's.
  double ratio() {
    return java / c;
  }
}
