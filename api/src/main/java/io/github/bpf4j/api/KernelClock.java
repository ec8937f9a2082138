package io.github.bpf4j.api;

/// Clocks for programs, in nanoseconds. Only differences mean something, and only between readings of the
/// same clock.
///
/// `System.nanoTime()` in a program is [#nanoTime]; the difference is on the plain JVM, where a test can fix
/// this one: [JvmSources].
public final class KernelClock {
  private KernelClock() {}

  /// The time since the machine started, without the time that it was suspended.
  ///
  /// Source: `bpf_ktime_get_ns` (Linux 4.1), `CLOCK_MONOTONIC`.
  public static long nanoTime() {
    return JvmSources.current().nanoTime().getAsLong();
  }

  /// The time since the machine started.
  ///
  /// Source: `bpf_ktime_get_boot_ns` (Linux 5.8), `CLOCK_BOOTTIME`.
  public static long bootNanos() {
    return JvmSources.current().nanoTime().getAsLong();
  }

  /// [#nanoTime] as of the last tick of the machine, 1 to 10 milliseconds ago: cheaper to read.
  ///
  /// Source: `bpf_ktime_get_coarse_ns` (Linux 5.11), `CLOCK_MONOTONIC_COARSE`.
  public static long coarseNanos() {
    return JvmSources.current().nanoTime().getAsLong();
  }
}
