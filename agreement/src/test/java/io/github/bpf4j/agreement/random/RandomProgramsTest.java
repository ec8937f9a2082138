package io.github.bpf4j.agreement.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random programs on the VM.
class RandomProgramsTest {
  private static final int MAX_FAILURES = 10;

  @Test
  void theVmAgreesWithTheJvm() {
    agree(List.of(new VmRuntime()), List.of(IsaVersion.V3, IsaVersion.V4), 1, 200);
  }

  /// Runs `programs` programs from `seed` on, so that a build gives the same twice. A search for bugs
  /// is `-Dbpf4j.random.programs=100000`: that many, from a fresh seed or from `-Dbpf4j.random.seed`.
  static void agree(List<BpfRuntime> runtimes, List<IsaVersion> targets, long seed, int programs) {
    Integer wanted = Integer.getInteger("bpf4j.random.programs");
    int count = wanted == null ? programs : wanted;
    long fresh = new SplittableRandom().nextLong() >>> 16;
    long first = Long.getLong("bpf4j.random.seed", wanted == null ? seed : fresh);
    System.out.printf("%d random programs from seed %d%n", count, first);
    var run = new RandomRun(new Judge(runtimes, targets), ProgramGenerator::program, MAX_FAILURES);
    var failures = run.run(first, count);
    System.out.println(run.summary());
    assertThat(failures).isEmpty();
    // Programs that nothing can run prove nothing.
    assertThat(run.count(new Verdict.Agreed())).isGreaterThanOrEqualTo(count * 9 / 10);
  }
}
