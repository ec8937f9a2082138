package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.examples.LoadBalancer.Connection;
import io.github.bpf4j.examples.LoadBalancer.Endpoint;
import io.github.bpf4j.examples.LoadBalancer.Server;
import io.github.bpf4j.examples.LoadBalancer.Service;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoadBalancerTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int LENGTH = 60;
  private static final String CLIENT = "10.1.2.3";
  private static final String SERVICE = "10.9.9.9";

  /// Where 10.1.2.3:1234 to 10.9.9.9:53 over UDP lies in the ring, as a program in C computed it.
  private static final int PLACE = 16_320;

  private static final int RING_1 = LoadBalancer.RING_SIZE;

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void sendsPacketsToTheirServersInTunnels(BpfRuntime runtime) {
    try (var program = loaded(runtime, LoadOptions.DEFAULT)) {
      for (int protocol : new int[] {UDP, TCP}) {
        int port = protocol == UDP ? 53 : 80;
        serve(program, protocol, port, 1);
        int place = RING_1 + place(protocol, 1234 << 16 | port);
        program.map(LoadBalancer.RING).set(place, 9);
        var packet = packet(protocol, 1234, port);
        var inner = packet.bytes();
        assertThat(Loaded.verdict(program, packet)).isEqualTo(XdpAction.TX);
        assertThat(packet.bytes()).isEqualTo(tunneled(inner));
      }
      assertThat(program.map(LoadBalancer.CONNECTIONS).snapshot())
          .isEqualTo(
              Map.of(
                  connection(UDP, 1234 << 16 | 53), 9,
                  connection(TCP, 1234 << 16 | 80), 9));
      assertThat(traffic(program, 1)).isEqualTo("2 packets, 120 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void findsThePlaceThatAProgramInCFinds(BpfRuntime runtime) {
    try (var program = loaded(runtime, LoadOptions.DEFAULT)) {
      serve(program, UDP, 53, 7);
      program.map(LoadBalancer.RING).set(3 * LoadBalancer.RING_SIZE + PLACE, 9);
      Loaded.verdict(program, packet(UDP, 1234, 53));
      assertThat(program.map(LoadBalancer.CONNECTIONS).get(connection(UDP, 1234 << 16 | 53)))
          .isEqualTo(9);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void connectionsKeepTheirServerWhenTheRingChangesIfTheyAreRemembered(BpfRuntime runtime) {
    for (boolean remember : new boolean[] {true, false}) {
      var options = LoadOptions.DEFAULT.withTunable("remember", remember);
      try (var program = loaded(runtime, options)) {
        serve(program, UDP, 53, 1);
        var ring = program.map(LoadBalancer.RING);
        ring.set(RING_1 + PLACE, 9);
        Loaded.verdict(program, packet(UDP, 1234, 53));
        ring.set(RING_1 + PLACE, LoadBalancer.SERVERS.length());
        assertThat(Loaded.verdict(program, packet(UDP, 1234, 53)))
            .isEqualTo(remember ? XdpAction.TX : XdpAction.DROP);
        assertThat(program.map(LoadBalancer.CONNECTIONS).size()).isEqualTo(remember ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void spreadsConnectionsOverTheServersOfAMaglevRing(BpfRuntime runtime) {
    try (var program = loaded(runtime, LoadOptions.DEFAULT)) {
      serve(program, TCP, 80, 2);
      var servers = IntStream.range(1, 5).mapToObj(i -> Ipv4Address.of(10, 0, 1, i)).toList();
      var places = MaglevRing.places(servers, LoadBalancer.RING_SIZE);
      for (int i = 0; i < places.length; i++) {
        program.map(LoadBalancer.RING).set(2 * LoadBalancer.RING_SIZE + i, places[i]);
      }
      for (int port = 2_000; port < 3_000; port++) {
        assertThat(Loaded.verdict(program, packet(TCP, port, 80))).isEqualTo(XdpAction.TX);
      }
      var counts = new int[servers.size()];
      program.map(LoadBalancer.CONNECTIONS).forEach((connection, server) -> counts[server]++);
      assertThat(counts).satisfies(c -> assertThat(c[0] + c[1] + c[2] + c[3]).isEqualTo(1_000));
      for (int count : counts) {
        assertThat(count).isBetween(200, 300);
      }
      assertThat(traffic(program, 2)).isEqualTo("1000 packets, 60000 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void letsPassWhatIsForNoService(BpfRuntime runtime) {
    try (var program = loaded(runtime, LoadOptions.DEFAULT)) {
      serve(program, UDP, 53, 1);
      stays(program, Frames.arp(), XdpAction.PASS);
      stays(program, packet(TCP, 1234, 53), XdpAction.PASS);
      stays(program, packet(UDP, 1234, 54), XdpAction.PASS);
      stays(program, packet(1, 1234, 53), XdpAction.PASS);
      for (byte version : new byte[] {0x46, 0x44, 0x65}) {
        var other = frame(UDP, 1234, 53).put(14, version);
        stays(program, XdpPacket.of(Frames.bytes(other)), XdpAction.PASS);
      }
      for (int length = 14; length < 34; length++) {
        stays(program, Frames.cut(packet(UDP, 1234, 53), length), XdpAction.PASS);
      }
      assertThat(traffic(program, 1)).isEqualTo("0 packets, 0 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void dropsFragmentsAndWhatHasNoPortsOrNoServer(BpfRuntime runtime) {
    try (var program = loaded(runtime, LoadOptions.DEFAULT)) {
      serve(program, UDP, 53, 1);
      for (short fragment : new short[] {0x2000, 0x0001, 0x1fff}) {
        var part = frame(UDP, 1234, 53).putShort(20, fragment);
        stays(program, XdpPacket.of(Frames.bytes(part)), XdpAction.DROP);
      }
      for (int length = 34; length < 38; length++) {
        stays(program, Frames.cut(packet(UDP, 1234, 53), length), XdpAction.DROP);
      }
      var ring = program.map(LoadBalancer.RING);
      ring.set(RING_1 + PLACE, LoadBalancer.SERVERS.length());
      stays(program, packet(UDP, 1234, 53), XdpAction.DROP);
      assertThat(traffic(program, 1)).isEqualTo("0 packets, 0 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.examples.Loaded#runtimes")
  void packetsLeaveAsTheyCameIfTheyAreToBeRestored(BpfRuntime runtime) {
    var options = LoadOptions.DEFAULT.withTunable("restore", true);
    try (var program = loaded(runtime, options)) {
      serve(program, UDP, 53, 1_025);
      stays(program, packet(UDP, 1234, 53), XdpAction.TX);
      assertThat(traffic(program, 1)).isEqualTo("1 packets, 60 bytes");
    }
  }

  private static LoadedProgram loaded(BpfRuntime runtime, LoadOptions options) {
    var program = Loaded.on(runtime, LoadBalancer.class, null, options);
    var server = new Server();
    server.address = Ipv4Address.parse("10.0.1.9");
    server.station = MacAddress.parse("02:00:00:00:01:09");
    program.map(LoadBalancer.SERVERS).set(9, server);
    return program;
  }

  private static void serve(LoadedProgram program, int protocol, int port, int id) {
    program
        .map(LoadBalancer.SERVICES)
        .put(
            new Endpoint(Ipv4Address.parse(SERVICE), (char) port, (byte) protocol),
            new Service(id, 0));
  }

  private static Connection connection(int protocol, int ports) {
    return new Connection(
        Ipv4Address.parse(CLIENT), Ipv4Address.parse(SERVICE), ports, (byte) protocol);
  }

  private static int place(int protocol, int ports) {
    return Integer.remainderUnsigned(connection(protocol, ports).hash(), LoadBalancer.RING_SIZE);
  }

  private static ByteBuffer frame(int protocol, int from, int to) {
    return Frames.ipv4(protocol, CLIENT, SERVICE, LENGTH).putInt(34, from << 16 | to);
  }

  private static XdpPacket packet(int protocol, int from, int to) {
    return XdpPacket.of(Frames.bytes(frame(protocol, from, to)));
  }

  /// The packet on its way to server 9, which is at 10.0.1.9.
  private static byte[] tunneled(byte[] packet) {
    var tunnel = Frames.ipv4(4, "10.0.2.2", "10.0.1.9", packet.length + 20);
    // From the station that the packet was for to the server.
    tunnel.putLong(0, 0x0200_0000_0109_0200L);
    tunnel.putInt(8, 2);
    tunnel.put(34, packet, 14, packet.length - 14);
    return Frames.bytes(tunnel);
  }

  private static String traffic(LoadedProgram program, int service) {
    long packets = 0;
    long bytes = 0;
    for (var traffic : program.map(LoadBalancer.TRAFFIC).getAll(service)) {
      packets += traffic.packets;
      bytes += traffic.bytes;
    }
    return "%d packets, %d bytes".formatted(packets, bytes);
  }

  private static void stays(LoadedProgram program, XdpPacket packet, XdpAction verdict) {
    var before = packet.bytes();
    assertThat(Loaded.verdict(program, packet)).isEqualTo(verdict);
    assertThat(packet.bytes()).isEqualTo(before);
  }
}
