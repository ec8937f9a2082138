package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Cpu;
import io.github.bpf4j.api.JvmSources;
import io.github.bpf4j.api.KernelClock;
import io.github.bpf4j.api.KernelRandom;
import io.github.bpf4j.api.PacketSlice;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.vm.VmOptions;
import io.github.bpf4j.vm.VmProgram;
import io.github.bpf4j.vm.VmRuntime;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// Time, chance and the CPU, fixed by a test: the JVM and the VM see the same.
class SourcesTest {
  static final class Sources {
    @Xdp
    static XdpAction sources(XdpContext ctx) {
      PacketSlice p = ctx.slice(0, 32);
      p.setI32(0, KernelRandom.nextInt());
      p.setI32(4, KernelRandom.nextInt(100));
      p.setI32(8, Cpu.current());
      p.setI64(16, KernelClock.nanoTime());
      p.setI64(24, KernelClock.bootNanos() - KernelClock.coarseNanos());
      return XdpAction.PASS;
    }
  }

  private static final long TIME = 1_234_567_890_123L;
  private static final int RANDOM = 0x8000_0001;

  private static void isAsFixed(XdpPacket packet, int cpu) {
    var bytes = ByteBuffer.wrap(packet.bytes());
    assertThat(bytes.getInt(0)).isEqualTo(RANDOM);
    assertThat(bytes.getInt(4)).isEqualTo(50);
    assertThat(bytes.getInt(8)).isEqualTo(cpu);
    assertThat(bytes.getLong(16)).isEqualTo(TIME);
    assertThat(bytes.getLong(24)).isZero();
  }

  @Test
  void onTheJvm() {
    var sources = new JvmSources(() -> TIME, () -> RANDOM, () -> 5);
    var packet = XdpPacket.of(new byte[32]);
    try (var program =
        new JvmRuntime(sources).load(BpfCompiler.compile(Sources.class), LoadOptions.DEFAULT)) {
      program.run(packet);
    }
    isAsFixed(packet, 5);
  }

  @Test
  void onTheJvmWithoutARuntime() {
    var sources =
        JvmSources.SYSTEM.withNanoTime(() -> TIME).withRandom(() -> RANDOM).withCpu(() -> 3);
    var packet = XdpPacket.of(new byte[32]);
    assertThat(sources.run(() -> Sources.sources(XdpContext.of(packet)))).isEqualTo(XdpAction.PASS);
    isAsFixed(packet, 3);
  }

  @Test
  void inTheVm() {
    var options = VmOptions.DEFAULT.withCpus(4).withNanoTime(() -> TIME).withRandom(() -> RANDOM);
    var packet = XdpPacket.of(new byte[32]);
    try (VmProgram program =
        new VmRuntime(options).load(BpfCompiler.compile(Sources.class), LoadOptions.DEFAULT)) {
      program.runOn(3, packet);
      isAsFixed(packet, 3);
      program.run(packet);
      isAsFixed(packet, 0);
    }
  }
}
