package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.host.BpfRuntime;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunXdpTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void logsTheSourceOfIpv4PacketsAndPassesEverything(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FunXdp.class)) {
      var records = new ArrayList<LogRecord>();
      program.logs().subscribe(records::add);
      assertThat(Loaded.verdict(program, Frames.ipv4("192.0.2.7", 60))).isEqualTo(XdpAction.PASS);
      assertThat(Loaded.verdict(program, Frames.arp())).isEqualTo(XdpAction.PASS);
      assertThat(Loaded.verdict(program, Frames.ipv4("255.0.0.1", 1514))).isEqualTo(XdpAction.PASS);
      assertThat(records)
          .extracting(LogRecord::message)
          .containsExactly("IPv4 Source Address: 192.0.2.7", "IPv4 Source Address: 255.0.0.1");
      assertThat(records).extracting(LogRecord::logger).containsOnly("FunXdp");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void abortsOnPacketsThatEndWithinAHeaderAndSaysWhere(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FunXdp.class)) {
      assertThat(Loaded.verdict(program, Frames.cut(13))).isEqualTo(XdpAction.ABORTED);
      assertThat(Loaded.verdict(program, Frames.cut(33))).isEqualTo(XdpAction.ABORTED);
      assertThat(Loaded.verdict(program, Frames.cut(34))).isEqualTo(XdpAction.PASS);
      assertThat(program.accounting().aborts())
          .hasSize(2)
          .allSatisfy(abort -> {
            assertThat(abort.packets()).isEqualTo(1);
            assertThat(abort.toString())
                .matches("1 packet aborted at FunXdp.java:\\d+ \\(packet too short\\)");
          });
    }
  }
}
