package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfCpuMap;
import io.github.bpf4j.api.BpfDevHashMap;
import io.github.bpf4j.api.BpfDevMap;
import io.github.bpf4j.api.BpfXskMap;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.api.XdpRedirect;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.vm.VmRuntime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where nothing can be sent, a test can ask where a packet would have gone.
class RedirectsTest {
  static final class Program {
    static final BpfDevMap DEVICES = BpfDevMap.of(4);
    static final BpfDevHashMap BY_NUMBER = BpfDevHashMap.of(2);
    static final BpfCpuMap CPUS = BpfCpuMap.of(2);
    static final BpfXskMap SOCKETS = BpfXskMap.of(2);

    @Xdp
    static XdpAction program(XdpContext ctx) {
      int key = ctx.slice(1, 1).u8(0);
      return switch (ctx.slice(0, 1).u8(0)) {
        case 0 -> ctx.redirect(key);
        case 1 -> ctx.redirect(DEVICES, key, XdpAction.DROP);
        case 2 -> ctx.redirect(BY_NUMBER, key, XdpAction.DROP);
        case 3 -> ctx.redirect(CPUS, key, XdpAction.DROP);
        case 4 -> ctx.redirect(SOCKETS, key, XdpAction.DROP);
        case 5 -> ctx.redirectToAll(DEVICES, key == 1);
        case 6 -> {
          ctx.redirect(DEVICES, 3, XdpAction.DROP);
          yield ctx.redirect(DEVICES, 1, XdpAction.DROP);
        }
        default -> XdpAction.PASS;
      };
    }
  }

  static List<BpfRuntime> runtimes() {
    return List.of(new JvmRuntime(), new VmRuntime());
  }

  @ParameterizedTest
  @MethodSource("runtimes")
  void aPacketSaysWhereItWouldHaveGone(BpfRuntime runtime) {
    try (var program = runtime.load(BpfCompiler.compile(Program.class), LoadOptions.DEFAULT)) {
      var devices = program.map(Program.DEVICES);
      assertThat(devices.put(0, 10)).isTrue();
      assertThat(devices.put(3, 7)).isTrue();
      assertThat(devices.put(4, 7)).isFalse();
      assertThat(devices.put(-1, 7)).isFalse();
      assertThat(devices.get(3)).isEqualTo(7);
      assertThat(devices.get(1)).isNull();
      assertThat(devices.snapshot()).isEqualTo(Map.of(0, 10, 3, 7));
      var byNumber = program.map(Program.BY_NUMBER);
      assertThat(byNumber.put(200, 5)).isTrue();
      assertThat(byNumber.put(100, 6)).isTrue();
      assertThat(byNumber.put(300, 6)).as("it is full").isFalse();
      assertThat(program.map(Program.CPUS).put(1, 64)).isTrue();
      assertThat(program.map(Program.SOCKETS).put(0, 33)).isTrue();

      var packet = new XdpPacket();
      record Expected(
          int what,
          int key,
          XdpAction verdict,
          @org.jspecify.annotations.Nullable XdpRedirect target) {}
      for (var expected :
          List.of(
              new Expected(0, 12, XdpAction.REDIRECT, new XdpRedirect.Device(12)),
              new Expected(1, 3, XdpAction.REDIRECT, new XdpRedirect.Device(7)),
              new Expected(1, 2, XdpAction.DROP, null),
              new Expected(2, 200, XdpAction.REDIRECT, new XdpRedirect.Device(5)),
              new Expected(2, 7, XdpAction.DROP, null),
              new Expected(3, 1, XdpAction.REDIRECT, new XdpRedirect.Cpu(1)),
              new Expected(3, 0, XdpAction.DROP, null),
              new Expected(4, 0, XdpAction.REDIRECT, new XdpRedirect.Socket(0, 33)),
              new Expected(4, 1, XdpAction.DROP, null),
              new Expected(5, 0, XdpAction.REDIRECT, new XdpRedirect.Devices(List.of(7, 10))),
              new Expected(5, 1, XdpAction.REDIRECT, new XdpRedirect.Devices(List.of(10))),
              new Expected(6, 0, XdpAction.DROP, null),
              new Expected(7, 0, XdpAction.PASS, null))) {
        packet.set(new byte[] {(byte) expected.what, (byte) expected.key, 0, 0}, 0, 4);
        packet.receivedBy(7, 0);
        assertThat(XdpAction.of(program.run(packet)))
            .as("%s", expected)
            .isEqualTo(expected.verdict);
        assertThat(packet.redirect()).as("%s", expected).isEqualTo(expected.target);
      }

      devices.remove(3);
      packet.set(new byte[] {1, 3, 0, 0}, 0, 4);
      assertThat(XdpAction.of(program.run(packet))).isEqualTo(XdpAction.DROP);
    }
  }
}
