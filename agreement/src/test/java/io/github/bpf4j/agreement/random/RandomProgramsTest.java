package io.github.bpf4j.agreement.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random programs on the VM.
class RandomProgramsTest {
  private static final long FIXED_SEED = 1;

  @Test
  void theVmAgreesWithTheJvm() {
    agree(List.of(new VmRuntime()), 200);
  }

  /// Runs as many programs as `-Dbpf4j.random.programs` says, from seed `-Dbpf4j.random.seed`; without
  /// these, `programs` from a fixed seed and as many from a fresh one.
  static void agree(List<BpfRuntime> runtimes, int programs) {
    int count = Integer.getInteger("bpf4j.random.programs", programs);
    long fresh = new SplittableRandom().nextLong() >>> 16;
    var seed = System.getProperty("bpf4j.random.seed");
    var seeds = seed == null ? List.of(FIXED_SEED, fresh) : List.of(Long.valueOf(seed));
    for (long first : seeds) {
      try (var run = new RandomRun(runtimes)) {
        var wrong = run.run(first, count);
        System.out.printf("random programs from seed %d: %s%n", first, run.counts());
        assertThat(wrong).withFailMessage(() -> wrong).isNull();
        // Programs that nothing can run prove nothing.
        assertThat(run.counts().getOrDefault("run", 0)).isGreaterThanOrEqualTo(count * 9 / 10);
      }
    }
  }
}
