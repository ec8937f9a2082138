package io.github.bpf4j.agreement;

import io.github.bpf4j.kernel.KernelRuntime;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The text suite in the kernel.
@KernelTest
class CasesKernelTest {
  @TestFactory
  Stream<DynamicNode> theKernelAgreesWithTheJvm() {
    return Cases.tests(each -> each.errors().isEmpty(), ready -> ready.agrees(new KernelRuntime()));
  }
}
