package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.examples.Blocklist.Outcome;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadedProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlocklistTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void byNetworkDropsWhatAPrefixCovers(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, Blocklist.class, "byNetwork")) {
      var networks = program.map(Blocklist.NETWORKS);
      networks.put(Ipv4Address.parse("198.51.100.0"), 24, 1);
      networks.put(Ipv4Address.parse("203.0.113.7"), 32, 2);
      assertThat(from(program, "198.51.100.255")).isEqualTo(XdpAction.DROP);
      assertThat(from(program, "203.0.113.7")).isEqualTo(XdpAction.DROP);
      assertThat(from(program, "198.51.101.0")).isEqualTo(XdpAction.PASS);
      counted(program, 1, 2, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void byAddressDropsTheAddressAlone(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, Blocklist.class, "byAddress")) {
      program.map(Blocklist.ADDRESSES).put(Ipv4Address.parse("203.0.113.7"), 0);
      assertThat(from(program, "203.0.113.7")).isEqualTo(XdpAction.DROP);
      assertThat(from(program, "203.0.113.6")).isEqualTo(XdpAction.PASS);
      assertThat(from(program, "203.0.113.8")).isEqualTo(XdpAction.PASS);
      counted(program, 2, 1, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void passesAndCountsWhatHasNoIpv4Address(BpfRuntime runtime) {
    for (var name : new String[] {"byNetwork", "byAddress"}) {
      try (var program = Loaded.on(runtime, Blocklist.class, name)) {
        assertThat(Loaded.verdict(program, Frames.arp())).isEqualTo(XdpAction.PASS);
        assertThat(Loaded.verdict(program, Frames.cut(14))).isEqualTo(XdpAction.PASS);
        assertThat(Loaded.verdict(program, Frames.cut(33))).isEqualTo(XdpAction.PASS);
        counted(program, 0, 0, 3);
        assertThat(Loaded.verdict(program, Frames.cut(34))).isEqualTo(XdpAction.PASS);
        counted(program, 1, 0, 3);
      }
    }
  }

  private static XdpAction from(LoadedProgram program, String source) {
    return Loaded.verdict(program, Frames.ipv4(source, 60));
  }

  private static void counted(LoadedProgram program, long passed, long dropped, long others) {
    var counters = program.map(Blocklist.COUNTERS);
    assertThat(Blocklist.packets(counters, Outcome.PASSED)).isEqualTo(passed);
    assertThat(Blocklist.packets(counters, Outcome.DROPPED)).isEqualTo(dropped);
    assertThat(Blocklist.packets(counters, Outcome.NOT_IPV4)).isEqualTo(others);
  }
}
