package io.github.bpf4j.agreement;

import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The text suite where no kernel is needed.
class CasesTest {
  @TestFactory
  Stream<DynamicNode> theJvmGivesWhatTheCaseSays() {
    return Cases.valid(Cases.Ready::jvm);
  }

  @TestFactory
  Stream<DynamicNode> theVmAgreesWithTheJvm() {
    return Cases.valid(
        ready -> ready.agrees(new VmRuntime(), List.of(IsaVersion.V3, IsaVersion.V4)));
  }

  @TestFactory
  Stream<DynamicNode> whatCannotBeCompiledIsRefusedWithTheReason() {
    return Cases.invalid(Cases.Ready::refused);
  }
}
