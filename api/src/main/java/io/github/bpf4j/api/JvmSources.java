package io.github.bpf4j.api;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What a program on the plain JVM cannot know from its input: the time, chance, and the CPU. A test that
/// fixes them knows what the program does:
/// ```java
/// var sources = JvmSources.SYSTEM.withRandom(() -> 7);
/// XdpAction verdict = sources.run(() -> Sampler.sampler(ctx));
/// ```
///
/// @param nanoTime the clock behind [KernelClock], in nanoseconds since whenever
/// @param random the source behind [KernelRandom]: any 32 bits
/// @param cpu the number behind [Cpu#current]
public record JvmSources(LongSupplier nanoTime, IntSupplier random, IntSupplier cpu) {
  private static final ScopedValue<JvmSources> CURRENT = ScopedValue.newInstance();

  /// The system's clock, random numbers, CPU 0.
  public static final JvmSources SYSTEM =
      new JvmSources(System::nanoTime, () -> ThreadLocalRandom.current().nextInt(), () -> 0);

  /// These sources with another clock.
  public JvmSources withNanoTime(LongSupplier clock) {
    return new JvmSources(clock, random, cpu);
  }

  /// These sources with another source of random numbers.
  public JvmSources withRandom(IntSupplier source) {
    return new JvmSources(nanoTime, source, cpu);
  }

  /// These sources with another CPU.
  public JvmSources withCpu(IntSupplier number) {
    return new JvmSources(nanoTime, random, number);
  }

  /// Runs `program` in this thread with these sources.
  public <T, X extends Throwable> T run(ScopedValue.CallableOp<? extends T, X> program) throws X {
    return ScopedValue.where(CURRENT, this).call(program);
  }

  /// The sources of the innermost [#run] that this thread is in.
  static JvmSources current() {
    return CURRENT.orElse(SYSTEM);
  }
}
