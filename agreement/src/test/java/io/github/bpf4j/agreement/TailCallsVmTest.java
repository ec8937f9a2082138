package io.github.bpf4j.agreement;

import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.vm.VmOptions;
import io.github.bpf4j.vm.VmRuntime;
import org.junit.jupiter.api.Test;

/// Tail calls in the VM.
class TailCallsVmTest extends TailCalls {
  @Override
  BpfRuntime runtime() {
    return new VmRuntime(VmOptions.DEFAULT.withCpus(2));
  }

  @Test
  void programsOfTheJvmAreRefused() {
    refuses(runtime(), new JvmRuntime());
  }
}
