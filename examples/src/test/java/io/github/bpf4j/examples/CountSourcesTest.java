package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.host.BpfRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CountSourcesTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void countsPacketsAndBytesOfEachSource(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, CountSources.class)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(Loaded.verdict(program, Frames.ipv4("192.0.2.7", 100 * i)))
            .isEqualTo(XdpAction.PASS);
      }
      Loaded.verdict(program, Frames.ipv4("198.51.100.9", 60));
      Loaded.verdict(program, Frames.arp());
      var seen = program.map(CountSources.SEEN).snapshot();
      assertThat(seen).hasSize(2);
      assertThat(seen.get(Ipv4Address.parse("192.0.2.7")))
          .satisfies(counter -> {
            assertThat(counter.packets.get()).isEqualTo(3);
            assertThat(counter.bytes.get()).isEqualTo(600);
          });
      assertThat(CountSources.table(seen))
          .isEqualTo(
              """
              source               packets           bytes
              192.0.2.7                  3             600
              198.51.100.9               1              60

              """);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void passesPacketsOfNewSourcesWhenTheMapIsFull(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, CountSources.class)) {
      int capacity = CountSources.SEEN.specification().maxEntries();
      for (int i = 0; i <= capacity; i++) {
        var source = "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
        assertThat(Loaded.verdict(program, Frames.ipv4(source, 60))).isEqualTo(XdpAction.PASS);
      }
      assertThat(program.map(CountSources.SEEN).size()).isEqualTo(capacity);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void twoLoadsCountApart(BpfRuntime runtime) {
    try (var first = Loaded.on(runtime, CountSources.class);
        var second = Loaded.on(runtime, CountSources.class)) {
      Loaded.verdict(first, Frames.ipv4("192.0.2.7", 60));
      assertThat(first.map(CountSources.SEEN).size()).isEqualTo(1);
      assertThat(second.map(CountSources.SEEN).size()).isZero();
    }
  }
}
