package io.github.bpf4j.agreement;

import io.github.bpf4j.vm.VmRuntime;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The text suite where no kernel is needed.
class CasesTest {
  @TestFactory
  Stream<DynamicNode> theJvmGivesWhatTheCaseSays() {
    return Cases.tests(each -> each.errors().isEmpty(), Cases.Ready::jvm);
  }

  @TestFactory
  Stream<DynamicNode> theVmAgreesWithTheJvm() {
    return Cases.tests(each -> each.errors().isEmpty(), ready -> ready.agrees(new VmRuntime()));
  }

  @TestFactory
  Stream<DynamicNode> whatCannotBeCompiledIsRefusedWithTheReason() {
    return Cases.tests(each -> !each.errors().isEmpty(), Cases.Ready::refused);
  }
}
