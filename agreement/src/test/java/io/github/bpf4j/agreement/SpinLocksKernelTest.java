package io.github.bpf4j.agreement;

import io.github.bpf4j.kernel.KernelRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Spin locks in the kernel.
@KernelTest
@Timeout(120)
class SpinLocksKernelTest {
  @Test
  void nobodySeesHalfOfAChange() throws Exception {
    SpinLocks.nobodySeesHalfOfAChange(new KernelRuntime());
  }
}
