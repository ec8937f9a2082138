package io.github.bpf4j.agreement;

import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.object.KernelVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The text suite in the kernel.
@KernelTest
class CasesKernelTest {
  @TestFactory
  Stream<DynamicNode> theKernelAgreesWithTheJvm() {
    var running = KernelVersion.of(System.getProperty("os.version"));
    return Cases.valid(ready -> {
      var trials = ready.trials();
      var possible = trials.stream().filter(trial -> trial.newerThan(running).isEmpty()).toList();
      Assumptions.assumeFalse(
          possible.isEmpty(), () -> trials.getFirst().newerThan(running).toString());
      possible.forEach(trial -> trial.check(new KernelRuntime()));
    });
  }
}
