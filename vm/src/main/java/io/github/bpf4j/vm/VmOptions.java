package io.github.bpf4j.vm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What a VM is like.
///
/// @param cpus how many CPUs programs see, 1 to 1,024: so many runs of a program can go on at the same time, and so
///     many values has an entry of a per-CPU map
/// @param instructionBudget after how many instructions a run is ended by an error, at least 1
/// @param nanoTime the clock behind the `ktime_get` helpers, in nanoseconds since whenever
/// @param random the source behind `get_prandom_u32`
public record VmOptions(
    int cpus, int instructionBudget, LongSupplier nanoTime, IntSupplier random) {
  /// One CPU, a million instructions, the system's clock and random numbers.
  public static final VmOptions DEFAULT =
      new VmOptions(1, 1_000_000, System::nanoTime, () -> ThreadLocalRandom.current().nextInt());

  /// Checks the numbers.
  public VmOptions {
    if (cpus < 1 || cpus > 1024) {
      throw new IllegalArgumentException("a VM has 1 to 1,024 CPUs, not " + cpus);
    }
    if (instructionBudget < 1) {
      throw new IllegalArgumentException(
          "a run needs at least one instruction, not " + instructionBudget);
    }
  }

  /// These options with another number of CPUs.
  public VmOptions withCpus(int count) {
    return new VmOptions(count, instructionBudget, nanoTime, random);
  }

  /// These options with another limit for the instructions of a run.
  public VmOptions withInstructionBudget(int instructions) {
    return new VmOptions(cpus, instructions, nanoTime, random);
  }

  /// These options with another clock.
  public VmOptions withNanoTime(LongSupplier clock) {
    return new VmOptions(cpus, instructionBudget, clock, random);
  }

  /// These options with another source of random numbers.
  public VmOptions withRandom(IntSupplier source) {
    return new VmOptions(cpus, instructionBudget, nanoTime, source);
  }
}
