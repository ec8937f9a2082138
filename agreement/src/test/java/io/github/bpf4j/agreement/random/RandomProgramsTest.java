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

  /// Runs `programs` programs from a fixed seed, so that a build gives the same twice. A search for bugs
  /// is `-Dbpf4j.random.programs=100000`: that many, from a fresh seed or from `-Dbpf4j.random.seed`.
  static void agree(List<BpfRuntime> runtimes, int programs) {
    Integer wanted = Integer.getInteger("bpf4j.random.programs");
    int count = wanted == null ? programs : wanted;
    long fresh = new SplittableRandom().nextLong() >>> 16;
    long first = Long.getLong("bpf4j.random.seed", wanted == null ? FIXED_SEED : fresh);
    try (var run = new RandomRun(runtimes)) {
      var wrong = run.run(first, count);
      System.out.printf("random programs from seed %d: %s%n", first, run.counts());
      assertThat(wrong).withFailMessage(() -> wrong).isNull();
      // Programs that nothing can run prove nothing.
      assertThat(run.counts().getOrDefault("run", 0)).isGreaterThanOrEqualTo(count * 9 / 10);
    }
  }
}
