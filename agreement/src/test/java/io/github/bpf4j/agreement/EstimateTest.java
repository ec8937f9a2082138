package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.compiler.estimate.VerifierEstimate;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.object.LogGates;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The verifier's work as the compiler estimates it, against what a kernel says.
@KernelTest
class EstimateTest {
  /// Of how many programs of the suite the estimate is near: half as much to twice as much. The others have loops
  /// around ways of which the verifier knows more, or less.
  private static final double NEAR = 0.9;

  @Test
  void theEstimateIsNearWhatTheKernelSays() {
    var ratios = new ArrayList<Double>();
    for (var ready : Cases.ready()) {
      var compiled = ready.compile(CompilerOptions.DEFAULT);
      var loaded = LogGates.apply(compiled.program(), LoadOptions.DEFAULT.logLevel().ordinal());
      int estimate = VerifierEstimate.of(loaded).instructions();
      var work = new KernelRuntime().verify(compiled, LoadOptions.DEFAULT).work();
      ratios.add((double) estimate / Objects.requireNonNull(work).instructions());
    }
    long near = ratios.stream().filter(ratio -> ratio >= 0.5 && ratio <= 2).count();
    assertThat((double) near / ratios.size()).as("%s", ratios).isGreaterThanOrEqualTo(NEAR);
  }
}
