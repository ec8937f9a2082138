package io.github.bpf4j.api;

import java.util.function.IntPredicate;

/// A loop that the kernel's verifier looks at once, however often it runs: `bpf_loop`
/// (`include/uapi/linux/bpf.h`, Linux 5.17; bpf4j asks for 6.7, as before that the verifier took the body
/// to run once, and removed what only later rounds reach).
///
/// Ordinary loops need no such thing: a short one is written out, and the verifier follows others
/// iteration by iteration, up to a million instructions in all. This is for those that are too long.
///
/// ```java
/// int[] sum = new int[1];
/// BpfLoop.repeat(n, i -> {
///   sum[0] += i;
///   return true;
/// });
/// ```
public final class BpfLoop {
  /// The most repetitions (`BPF_MAX_LOOPS`).
  public static final int MAX = 8 * 1024 * 1024;

  private BpfLoop() {}

  /// Calls `body` with 0, 1, 2, … until it returns false, at most `times` times.
  ///
  /// @param times 0 to [#MAX]
  /// @return how often it was called
  /// @throws IllegalArgumentException if `times` is negative or more than [#MAX]
  public static int repeat(int times, IntPredicate body) {
    if (times < 0 || times > MAX) {
      throw new IllegalArgumentException("0 to %d repetitions, not %d".formatted(MAX, times));
    }
    for (int i = 0; i < times; i++) {
      if (!body.test(i)) {
        return i + 1;
      }
    }
    return times;
  }
}
