package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The demo prints the same lines on every runtime.
class DemoCommandTest {
  private static List<String> expected() throws Exception {
    try (var lines = DemoCommandTest.class.getResourceAsStream("demo.txt")) {
      return new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void runsOn(String runtime) throws Exception {
    var outcome = Bpf4j.run("demo", "--runtime", runtime);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).isEqualTo(expected());
    assertThat(outcome.err())
        .contains("28 packets (ABORTED 1, PASS 27), 18 log records, 0 lost")
        .containsPattern("1 packet aborted at FunXdp.java:\\d+ \\(packet too short\\)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "vm"})
  void aLineForEachIpv4Packet(String runtime) throws Exception {
    runsOn(runtime);
  }

  @Test
  @Tag("kernel")
  void aLineForEachIpv4PacketInTheKernel() throws Exception {
    KernelTests.require();
    runsOn("kernel");
  }

  @Test
  void theRuntimeIsTheVmUnlessChosen() throws Exception {
    assertThat(Bpf4j.run("demo").lines()).isEqualTo(expected());
  }
}
