package io.github.bpf4j.isa;

import java.util.Random;
import java.util.function.Consumer;

/// Runs a check over random programs; says the seed where it fails, so that the failure can be repeated.
final class Property {
  private Property() {}

  static void forAll(int runs, Consumer<RandomInsns> check) {
    long start = Long.getLong("bpf4j.seed", System.nanoTime());
    for (int run = 0; run < runs; run++) {
      long seed = start + run;
      try {
        check.accept(new RandomInsns(new Random(seed)));
      } catch (Throwable failure) {
        throw new AssertionError("fails with -Dbpf4j.seed=" + seed, failure);
      }
    }
  }
}
