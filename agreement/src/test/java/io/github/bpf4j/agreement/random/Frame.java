package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;

/// The method or lambda that statements stand in.
final class Frame {
  /// The kernel's verifier walks through every round of a loop.
  private static final int MAX_ITERATIONS = 24;

  private final String result;
  private final List<String> loops = new ArrayList<>();
  private int iterations = 1;

  /// @param result the type that it returns
  Frame(String result) {
    this.result = result;
  }

  String result() {
    return result;
  }

  /// The labels of the loops around, the innermost last.
  List<String> loops() {
    return loops;
  }

  /// Whether there may be a loop of so many rounds.
  boolean allows(int rounds) {
    return loops.size() < 3 && iterations * rounds <= MAX_ITERATIONS;
  }

  void enter(String label, int rounds) {
    loops.add(label);
    iterations *= rounds;
  }

  void leave(int rounds) {
    loops.removeLast();
    iterations /= rounds;
  }
}
