package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourceAddressTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void passesEveryPacketHoweverShort(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, SourceAddress.class)) {
      assertThat(Loaded.verdict(program, Frames.arp())).isEqualTo(XdpAction.PASS);
      for (int length = 14; length <= 60; length++) {
        assertThat(Loaded.verdict(program, Frames.cut(length)))
            .as("%d bytes", length)
            .isEqualTo(XdpAction.PASS);
      }
    }
  }

  @Test
  void theAddressIsReadThoughNobodyUsesIt() {
    assertThat(BpfCompiler.compile(SourceAddress.class).program().insns())
        .filteredOn(insn ->
            insn instanceof Insn.Load(Size size, _, _, _, short offset)
                && size == Size.W
                && offset == 26)
        .hasSize(1);
  }
}
