package io.github.bpf4j.agreement;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import org.junit.jupiter.api.Test;

/// Tail calls in the kernel.
@KernelTest
class TailCallsKernelTest extends TailCalls {
  @Override
  BpfRuntime runtime() {
    return new KernelRuntime();
  }

  @Test
  void programsOfTheVmAreRefused() {
    refuses(runtime(), new VmRuntime());
  }
}
