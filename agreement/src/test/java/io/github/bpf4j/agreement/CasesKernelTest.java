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
    var targets = KernelTest.Conditions.targets();
    var running = KernelVersion.of(System.getProperty("os.version"));
    return Cases.valid(ready -> {
      var lacking = ready.newerThan(running);
      Assumptions.assumeTrue(lacking.isEmpty(), () -> String.join(", ", lacking));
      ready.agrees(new KernelRuntime(), targets);
    });
  }
}
