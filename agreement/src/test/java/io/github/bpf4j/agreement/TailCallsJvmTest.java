package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.api.XdpProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import org.junit.jupiter.api.Test;

/// Tail calls on the plain JVM.
class TailCallsJvmTest extends TailCalls {
  @Override
  BpfRuntime runtime() {
    return new JvmRuntime();
  }

  @Test
  void methodsCanBeCalledWithoutARuntime() {
    Dispatcher.PARTS.set(2, XdpProgram.of(Marks::marks));
    Dispatcher.PARTS.set(3, XdpProgram.of(Aborts::aborts));
    var packet = XdpPacket.of(new byte[] {2, 0, 0, 0});
    assertThat(Dispatcher.dispatcher(XdpContext.of(packet))).isEqualTo(XdpAction.PASS);
    assertThat(packet.bytes()).startsWith(2, 0xdd, 0xde, 0);
    assertThat(Dispatcher.dispatcher(XdpContext.of(new byte[] {3, 0})))
        .isEqualTo(XdpAction.ABORTED);
  }
}
