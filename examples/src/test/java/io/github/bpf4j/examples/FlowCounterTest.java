package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv6Address;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.examples.FlowCounter.Flow;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadedProgram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowCounterTest {
  private static final String STATIONS = "020000000002 020000000001";
  private static final String ADDRESSES = "c0000207 c6336401";
  private static final String UDP = "04d2 0035 0010 0000 0000000000000000";
  private static final String TCP = "04d2 0050 00000001 00000002 5010 0400 0000 0000";
  private static final String IPV6_ADDRESSES =
      "20010db8000000000000000000000001 20010db8000000000000000000000002";

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void countsPacketsAndBytesOfEachFlow(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FlowCounter.class)) {
      pass(program, "0800", ipv4(0x45, 0, 17), UDP);
      pass(program, "0800", ipv4(0x45, 0, 17), UDP, "000000");
      pass(program, "0800", ipv4(0x45, 0, 6), TCP);
      pass(program, "0800", ipv4(0x45, 0, 1), UDP);
      pass(program, "86dd", ipv6(17), UDP);
      assertThat(counted(program))
          .isEqualTo(
              Map.of(
                  ipv4Flow(1234 << 16 | 53, 17), "2 packets, 103 bytes",
                  ipv4Flow(1234 << 16 | 80, 6), "1 packet, 54 bytes",
                  ipv4Flow(0, 1), "1 packet, 50 bytes",
                  ipv6Flow(1234 << 16 | 53, 17), "1 packet, 70 bytes"));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void findsThePortsBehindTagsOptionsAndExtensionHeaders(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FlowCounter.class)) {
      pass(program, "8100 0007 0800", ipv4(0x45, 0, 17), UDP);
      pass(program, "88a8 0007 8100 0008 0800", ipv4(0x45, 0, 17), UDP);
      pass(program, "0800", ipv4(0x48, 0, 17), "01010101 01010101 01010100", UDP);
      // The first of several fragments has the ports.
      pass(program, "0800", ipv4(0x45, 0x2000, 17), UDP);
      assertThat(counted(program))
          .isEqualTo(Map.of(ipv4Flow(1234 << 16 | 53, 17), "4 packets, 224 bytes"));

      program.map(FlowCounter.FLOWS).clear();
      pass(program, "8100 0007 86dd", ipv6(17), UDP);
      for (int options : new int[] {0, 43, 60}) {
        pass(program, "86dd", ipv6(options), "1101 0104000000000104000000000000", UDP);
      }
      pass(program, "86dd", ipv6(51), "1101 00000000000000000000", UDP);
      pass(program, "86dd", ipv6(44), "1100 0007 00000001", UDP);
      pass(
          program,
          "86dd",
          ipv6(0),
          "3c00 010400000000",
          "2b00 010400000000",
          "2c00 010400000000",
          "1100 0001 00000001",
          UDP);
      var flows = counted(program);
      assertThat(flows.keySet()).containsExactly(ipv6Flow(1234 << 16 | 53, 17));
      assertThat(flows.values()).singleElement().asString().startsWith("7 packets,");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void looksForPortsBehindFourExtensionHeadersAndNoFurther(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FlowCounter.class)) {
      var options = "3c00 010400000000";
      pass(program, "86dd", ipv6(60), options, options, options, options, "1100 010400000000", UDP);
      assertThat(counted(program).keySet()).containsExactly(ipv6Flow(0, 60));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void countsNothingOfNoFlow(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FlowCounter.class)) {
      pass(program, "0806 0001 0800 0604 0001");
      pass(program, "8100 0001 8100 0002 8100 0003 0800", ipv4(0x45, 0, 17), UDP);
      pass(program, "0800", ipv4(0x44, 0, 17), UDP);
      pass(program, "0800", ipv4(0x45, 1, 17), UDP);
      pass(program, "86dd", ipv6(44), "1100 0008 00000001", UDP);
      assertThat(counted(program)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void countsNothingThatEndsBeforeItsHeadersDo(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, FlowCounter.class)) {
      cut(
          program,
          4 + 4 + 20 + 12 + 4,
          "88a8 0007 8100 0008 0800",
          ipv4(0x48, 0, 17),
          "01010101 01010101 01010100",
          UDP);
      cut(
          program,
          40 + 8 + 12 + 8 + 4,
          "86dd",
          ipv6(0),
          "3300 010400000000",
          "2c01 00000000000000000000",
          "1100 0001 00000001",
          UDP);
    }
  }

  /// Packets are counted from `enough` bytes behind their Ethernet header on.
  private static void cut(LoadedProgram program, int enough, String... parts) {
    var frame = frame(parts);
    for (int length = 14; length <= frame.length; length++) {
      run(program, Arrays.copyOf(frame, length));
      assertThat(counted(program)).as("%d bytes", length).hasSize(length < 14 + enough ? 0 : 1);
    }
    program.map(FlowCounter.FLOWS).clear();
  }

  private static String ipv4(int versionAndLength, int fragment, int protocol) {
    return "%02x00 0024 0001 %04x 40%02x 0000 %s"
        .formatted(versionAndLength, fragment, protocol, ADDRESSES);
  }

  private static String ipv6(int nextHeader) {
    return "60000000 0010 %02x40 %s".formatted(nextHeader, IPV6_ADDRESSES);
  }

  private static Flow ipv4Flow(int ports, int protocol) {
    return new Flow(
        new Ipv6Address((long) Ipv4Address.parse("192.0.2.7").bits() << 32, 0),
        new Ipv6Address((long) Ipv4Address.parse("198.51.100.1").bits() << 32, 0),
        ports,
        (byte) protocol,
        (byte) 4);
  }

  private static Flow ipv6Flow(int ports, int protocol) {
    return new Flow(
        Ipv6Address.parse("2001:db8::1"),
        Ipv6Address.parse("2001:db8::2"),
        ports,
        (byte) protocol,
        (byte) 6);
  }

  private static byte[] frame(String... parts) {
    return HexFormat.of().parseHex((STATIONS + String.join("", parts)).replace(" ", ""));
  }

  private static void pass(LoadedProgram program, String... parts) {
    run(program, frame(parts));
  }

  private static void run(LoadedProgram program, byte[] frame) {
    var packet = XdpPacket.of(frame);
    assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.PASS);
    assertThat(packet.bytes()).isEqualTo(frame);
  }

  private static Map<Flow, String> counted(LoadedProgram program) {
    var counted = new HashMap<Flow, String>();
    program
        .map(FlowCounter.FLOWS)
        .forEach((flow, counter) -> {
          long packets = counter.packets.get();
          counted.put(
              flow,
              "%d packet%s, %d bytes"
                  .formatted(packets, packets == 1 ? "" : "s", counter.bytes.get()));
        });
    return counted;
  }
}
