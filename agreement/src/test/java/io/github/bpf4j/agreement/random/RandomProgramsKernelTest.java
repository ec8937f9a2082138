package io.github.bpf4j.agreement.random;

import io.github.bpf4j.agreement.KernelTest;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Random programs in the kernel.
@KernelTest
class RandomProgramsKernelTest {
  @Test
  void theKernelAndTheVmAgreeWithTheJvm() {
    RandomProgramsTest.agree(
        List.of(new VmRuntime(), new KernelRuntime()),
        KernelTest.Conditions.targets(),
        1_000_000,
        300);
  }
}
