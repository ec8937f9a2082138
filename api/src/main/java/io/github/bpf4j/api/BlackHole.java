package io.github.bpf4j.api;

/// Takes values that nobody needs, so that a program that is measured still computes them. What is
/// computed for nothing the compiler leaves out otherwise.
///
/// It costs no instruction, and what is read from a packet is taken as it lies there: what
/// `asm volatile("" :: "r"(value))` is in C.
public final class BlackHole {
  private BlackHole() {}

  /// Has `value` computed.
  public static void consume(int value) {}

  /// Has `value` computed.
  public static void consume(long value) {}
}
