package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.BpfRuntime;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoTest {
  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void answersARequestWithAReplyAndTheOtherWayRound(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, Echo.class)) {
      for (int type : new int[] {8, 0}) {
        for (int payload : new int[] {0, 1, 0xf7ff, 0xfffe, 0xffff}) {
          var request = ping(type, payload, "192.0.2.7", "198.51.100.1");
          var packet = XdpPacket.of(Frames.bytes(request));
          assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.TX);
          var reply = ping(type ^ 8, payload, "198.51.100.1", "192.0.2.7");
          swapStations(reply);
          assertThat(packet.bytes())
              .as("type %d, %x", type, payload)
              .isEqualTo(Frames.bytes(reply));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void sendsUdpAndTcpBackWithPortsSwapped(BpfRuntime runtime) {
    try (var program = Loaded.on(runtime, Echo.class)) {
      for (int protocol : new int[] {6, 17}) {
        var there = Frames.ipv4(protocol, "192.0.2.7", "198.51.100.1", 60);
        there.putInt(34, 1234 << 16 | 53);
        var back = Frames.ipv4(protocol, "198.51.100.1", "192.0.2.7", 60);
        back.putInt(34, 53 << 16 | 1234);
        swapStations(back);
        var packet = XdpPacket.of(Frames.bytes(there));
        assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.TX);
        assertThat(packet.bytes()).isEqualTo(Frames.bytes(back));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void letsEverythingElsePassAsItIs(BpfRuntime runtime) {
    var unreachable = ping(3, 0, "192.0.2.7", "198.51.100.1");
    var sctp = Frames.ipv4(132, "192.0.2.7", "198.51.100.1", 60);
    var options = Frames.ipv4(17, "192.0.2.7", "198.51.100.1", 60).put(14, (byte) 0x46);
    var wrongVersion = Frames.ipv4(17, "192.0.2.7", "198.51.100.1", 60).put(14, (byte) 0x65);
    try (var program = Loaded.on(runtime, Echo.class)) {
      for (var frame : new ByteBuffer[] {unreachable, sctp, options, wrongVersion}) {
        passes(program::run, XdpPacket.of(Frames.bytes(frame)));
      }
      passes(program::run, Frames.arp());
      var ping = XdpPacket.of(Frames.bytes(ping(8, 0, "192.0.2.7", "198.51.100.1")));
      for (int length = 14; length < 42; length++) {
        passes(program::run, Frames.cut(ping, length));
      }
      for (int length = 14; length < 38; length++) {
        passes(program::run, Frames.cut(length));
      }
    }
  }

  private interface Run {
    int run(XdpPacket packet);
  }

  private static void passes(Run program, XdpPacket packet) {
    var before = packet.bytes();
    assertThat(program.run(packet)).isEqualTo(XdpAction.PASS.ordinal());
    assertThat(packet.bytes()).isEqualTo(before);
  }

  /// An ICMP message with one word of payload.
  private static ByteBuffer ping(int type, int payload, String source, String destination) {
    var frame = Frames.ipv4(1, source, destination, 60);
    frame.put(34, (byte) type);
    frame.putInt(38, 0x1234_0001);
    frame.putShort(42, (short) payload);
    frame.putShort(36, Frames.checksum(frame, 34, 26));
    return frame;
  }

  private static void swapStations(ByteBuffer frame) {
    frame.putLong(0, 0x0200_0000_0001_0200L);
    frame.putInt(8, 2);
  }
}
