package io.github.bpf4j.agreement;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.vm.VmOptions;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Spin locks where several threads run a program at the same time.
@Timeout(120)
class SpinLocksTest {
  static List<BpfRuntime> runtimes() {
    return List.of(new JvmRuntime(), new VmRuntime(VmOptions.DEFAULT.withCpus(3)));
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void nobodySeesHalfOfAChange(BpfRuntime runtime) throws Exception {
    SpinLocks.nobodySeesHalfOfAChange(runtime);
  }
}
