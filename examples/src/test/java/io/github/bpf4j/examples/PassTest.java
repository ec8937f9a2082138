package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void passesEveryPacket(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, Pass.class)) {
      assertThat(Loaded.verdict(program, Frames.ipv4("192.0.2.7", 60))).isEqualTo(XdpAction.PASS);
      assertThat(Loaded.verdict(program, Frames.arp())).isEqualTo(XdpAction.PASS);
      assertThat(Loaded.verdict(program, Frames.cut(14))).isEqualTo(XdpAction.PASS);
    }
  }

  @Test
  void isTwoInstructions() {
    assertThat(BpfCompiler.compile(Pass.class).program().insns()).hasSize(2);
  }
}
