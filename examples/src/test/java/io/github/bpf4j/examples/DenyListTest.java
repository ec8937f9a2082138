package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.examples.DenyList.Network;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void dropsWhatComesFromNetworksOnTheList(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, DenyList.class)) {
      var denied = program.map(DenyList.DENIED);
      DenyList.change(denied, "add 198.51.100.0/24");
      DenyList.change(denied, "add 203.0.113.7");
      Map<String, XdpAction> verdicts = new HashMap<>();
      for (var source :
          new String[] {
            "198.51.100.0", "198.51.100.255", "198.51.101.0", "203.0.113.7", "203.0.113.6"
          }) {
        verdicts.put(source, Loaded.verdict(program, Frames.ipv4(source, 60)));
      }
      assertThat(verdicts)
          .containsEntry("198.51.100.0", XdpAction.DROP)
          .containsEntry("198.51.100.255", XdpAction.DROP)
          .containsEntry("198.51.101.0", XdpAction.PASS)
          .containsEntry("203.0.113.7", XdpAction.DROP)
          .containsEntry("203.0.113.6", XdpAction.PASS);
      assertThat(Loaded.verdict(program, Frames.arp())).isEqualTo(XdpAction.PASS);
      var dropped = new HashMap<String, Long>();
      denied.forEach((address, length, rule) -> dropped.put(address + "/" + length, rule.dropped));
      assertThat(dropped).isEqualTo(Map.of("198.51.100.0/24", 2L, "203.0.113.7/32", 1L));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void theListChangesWhilePacketsFlow(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, DenyList.class)) {
      var denied = program.map(DenyList.DENIED);
      var packet = Frames.ipv4("192.0.2.1", 60);
      assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.PASS);
      DenyList.change(denied, "add 0.0.0.0/0");
      assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.DROP);
      DenyList.change(denied, "remove 0.0.0.0/0");
      assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.PASS);
    }
  }

  @Test
  void networksAreReadAsPeopleWriteThem() {
    assertThat(Network.parse("198.51.100.0/24").length()).isEqualTo(24);
    assertThat(Network.parse("203.0.113.7").length()).isEqualTo(32);
    assertThat(Network.parse("0.0.0.0/0").length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.4/33", "1.2.3.4/", "1.2.3/8", "1.2.3.256", "", "/24", "::1/64"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "add 1.2.3.4 5.6.7.8", "del 1.2.3.4", "remove 192.0.2.0/24"})
  void whatIsNoCommandIsRefused(String command) {
    try (var program = Loaded.on(new JvmRuntime(), DenyList.class)) {
      assertThatThrownBy(() -> DenyList.change(program.map(DenyList.DENIED), command))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
