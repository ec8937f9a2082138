package io.github.bpf4j.agreement.random;

import java.time.Duration;
import java.util.List;

/// Cuts programs down: leaves out what can be left out, and makes the rest simpler.
final class Shrinker {
  /// How many programs are tried together, as javac takes them.
  private static final int TOGETHER = 24;

  /// Says of programs whether they still show what is to be shown.
  interface Trial {
    /// The index of the first of `programs` that does; -1 if none does. They may be invalid Java.
    int first(List<Node> programs);
  }

  private Shrinker() {}

  /// The smallest program found that still does, from `program`, which does.
  ///
  /// Goes in turns through the whole program, until a turn finds nothing or the time is over.
  static Node shrink(Node program, Trial trial, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Node best = program;
    boolean found = true;
    while (found) {
      found = false;
      for (int at = 0; System.nanoTime() < end; ) {
        var all = best.smaller();
        if (at >= all.size()) {
          break;
        }
        var candidates = all.subList(at, Math.min(at + TOGETHER, all.size()));
        int first = trial.first(candidates);
        if (first < 0) {
          at += candidates.size();
        } else {
          // What was tried before it is not tried again in this turn.
          best = candidates.get(first);
          at += first;
          found = true;
        }
      }
    }
    return best;
  }
}
