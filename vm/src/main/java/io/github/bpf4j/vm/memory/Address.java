package io.github.bpf4j.vm.memory;

/// The parts of a 64-bit address: `(region << 32) + offset`, the offset signed.
public final class Address {
  private static final long HALF = 1L << 31;

  private Address() {}

  /// The address `offset` bytes into `region`.
  public static long of(int region, int offset) {
    return ((long) region << 32) + offset;
  }

  /// The number of the region; negative, or beyond the last region, for addresses that mean nothing.
  public static int region(long address) {
    return (int) ((address + HALF) >> 32);
  }

  /// The signed offset in the region.
  public static int offset(long address) {
    return (int) address;
  }
}
