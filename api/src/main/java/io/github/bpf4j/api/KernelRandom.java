package io.github.bpf4j.api;

/// Random numbers for programs: fast, and not for secrets.
///
/// Source: `bpf_get_prandom_u32` (Linux 4.1). On the plain JVM: [JvmSources].
public final class KernelRandom {
  private KernelRandom() {}

  /// Any int, all equally likely.
  public static int nextInt() {
    return JvmSources.current().random().getAsInt();
  }

  /// A number from 0 to `bound` - 1, where 1 in 100 is `nextInt(100) == 0`.
  ///
  /// @param bound unsigned; 0 gives 0
  public static int nextInt(int bound) {
    return (int) (Integer.toUnsignedLong(nextInt()) * Integer.toUnsignedLong(bound) >>> 32);
  }
}
