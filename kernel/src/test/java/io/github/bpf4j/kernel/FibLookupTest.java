package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.FibQuery;
import io.github.bpf4j.api.FibResult;
import io.github.bpf4j.api.FibStatus;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.Ipv4Prefix;
import io.github.bpf4j.api.Ipv6Address;
import io.github.bpf4j.api.Ipv6Hdr;
import io.github.bpf4j.api.Ipv6Prefix;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.api.RoutingTable;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The kernel's routing tables, in a network namespace of the test's own, answer as the table that tests
/// give on the plain JVM.
@KernelTest
@Timeout(60)
class FibLookupTest {
  private static final String OUT = "out0";
  private static final MacAddress OUT_MAC = MacAddress.parse("02:00:00:00:00:aa");
  private static final MacAddress NEXT_MAC = MacAddress.parse("02:00:00:00:00:99");
  private static final Ipv4Address NEXT = Ipv4Address.parse("198.51.100.7");
  private static final Ipv6Address NEXT_6 = Ipv6Address.parse("2001:db8:2::7");

  private final Namespace namespace = new Namespace();

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  @BeforeEach
  void layOutTheNetwork() {
    namespace.cable(OUT, "far0");
    namespace.inside("link", "set", OUT, "address", OUT_MAC.toString());
    namespace.inside("link", "set", OUT, "mtu", "1400");
    namespace.inside("addr", "add", "192.0.2.1/24", "dev", Namespace.LEFT);
    namespace.inside("addr", "add", "198.51.100.1/24", "dev", OUT);
    namespace.inside("addr", "add", "2001:db8:2::1/64", "dev", OUT, "nodad");
    namespace.inside("addr", "add", "2001:db8:1::1/64", "dev", Namespace.LEFT, "nodad");
    namespace.inside("neigh", "add", "" + NEXT, "lladdr", "" + NEXT_MAC, "dev", OUT);
    namespace.inside("neigh", "add", "" + NEXT_6, "lladdr", "" + NEXT_MAC, "dev", OUT);
    namespace.inside("route", "add", "203.0.113.0/24", "via", "" + NEXT);
    namespace.inside("route", "add", "203.0.113.128/25", "via", "198.51.100.8");
    namespace.inside("route", "add", "blackhole", "10.1.0.0/16");
    namespace.inside("route", "add", "unreachable", "10.2.0.0/16");
    namespace.inside("route", "add", "prohibit", "10.3.0.0/16");
    namespace.inside("-6", "route", "add", "2001:db8:3::/48", "via", "" + NEXT_6);
    namespace.inside("-6", "route", "add", "blackhole", "2001:db8:4::/48");
    forward("ipv4/conf/all/forwarding", true);
    forward("ipv6/conf/all/forwarding", true);
  }

  private void forward(String variable, boolean on) {
    namespace.run(() -> {
      try {
        Files.writeString(Path.of("/proc/sys/net/" + variable), on ? "1" : "0");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static RoutingTable table(int left, int out) {
    return new RoutingTable()
        .device(left, MacAddress.parse("02:00:00:00:00:01"), 1500)
        .device(out, OUT_MAC, 1400)
        .neighbour(out, NEXT, NEXT_MAC)
        .neighbour(out, NEXT_6, NEXT_MAC)
        .route(Ipv4Prefix.parse("192.0.2.0/24"), left)
        .route(Ipv4Prefix.parse("192.0.2.1"), FibStatus.NOT_FORWARDED)
        .route(Ipv4Prefix.parse("198.51.100.0/24"), out)
        .route(Ipv4Prefix.parse("203.0.113.0/24"), out, NEXT)
        .route(Ipv4Prefix.parse("203.0.113.128/25"), out, Ipv4Address.parse("198.51.100.8"))
        .route(Ipv4Prefix.parse("10.1.0.0/16"), FibStatus.BLACKHOLE)
        .route(Ipv4Prefix.parse("10.2.0.0/16"), FibStatus.UNREACHABLE)
        .route(Ipv4Prefix.parse("10.3.0.0/16"), FibStatus.PROHIBIT)
        .route(Ipv6Prefix.parse("2001:db8:2::/64"), out)
        .route(Ipv6Prefix.parse("2001:db8:3::/48"), out, NEXT_6)
        .route(Ipv6Prefix.parse("2001:db8:4::/48"), FibStatus.BLACKHOLE);
  }

  record Answer(
      FibStatus status,
      int interfaceIndex,
      MacAddress sourceMac,
      MacAddress destinationMac,
      Ipv6Address nextHop,
      boolean isIpv6,
      int mtu) {}

  static final class Router {
    static final BpfRingBuf<Answer> ANSWERS = BpfRingBuf.of(Answer.class, 8192);

    @Xdp
    static XdpAction router(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() == EtherType.IPV6) {
        return ask(FibQuery.of(Ipv6Hdr.at(ctx, EthHdr.LEN), ctx.ingressInterface()), ctx);
      }
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      var query = FibQuery.of(ip, ctx.ingressInterface());
      query =
          switch (eth.destination().third()) {
            case 2 -> query.with(FibQuery.SKIP_NEIGHBOUR);
            case 3 -> query.withPorts(17, 1, 2).inTable(254);
            case 4 -> FibQuery.of(ip, 987_654);
            case 5 -> query.with(1 << 20);
            default -> query;
          };
      return ask(query, ctx);
    }

    private static XdpAction ask(FibQuery query, XdpContext ctx) {
      FibResult route = ctx.fibLookup(query);
      ANSWERS.output(
          new Answer(
              route.status(),
              route.interfaceIndex(),
              route.sourceMac(),
              route.destinationMac(),
              route.nextHop(),
              route.isIpv6(),
              route.mtu()));
      if (route.status() != FibStatus.SUCCESS) {
        return XdpAction.PASS;
      }
      var eth = EthHdr.at(ctx, 0);
      eth.setSource(route.sourceMac());
      eth.setDestination(route.destinationMac());
      return ctx.redirect(route.interfaceIndex());
    }
  }

  private static byte[] ipv4(int number, String destination, int length) {
    return ByteBuffer.allocate(60)
        .put(new byte[] {2, 0, 0, 0, 0, (byte) number, 2, 0, 0, 0, 0, 9, 8, 0, 0x45, 0})
        .putShort((short) length)
        .putInt(22, 0x4011_0000)
        .putInt(26, Ipv4Address.parse("192.0.2.7").bits())
        .putInt(30, Ipv4Address.parse(destination).bits())
        .array();
  }

  private static byte[] ipv6(String destination, int payload) {
    var source = Ipv6Address.parse("2001:db8:1::7");
    var to = Ipv6Address.parse(destination);
    return ByteBuffer.allocate(60)
        .put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, (byte) 0x86, (byte) 0xdd, 0x60})
        .putShort(18, (short) payload)
        .putLong(22, source.high())
        .putLong(30, source.low())
        .putLong(38, to.high())
        .putLong(46, to.low())
        .array();
  }

  private record Seen(int verdict, byte[] packet, Answer answer) {}

  private static Seen run(
      LoadedProgram program, List<Answer> answers, byte[] bytes, int left, int out) {
    var packet = XdpPacket.of(bytes);
    packet.receivedBy(left, 0);
    packet.routes(table(left, out));
    answers.clear();
    int verdict = program.run(packet);
    return new Seen(verdict, packet.bytes(), answers.getFirst());
  }

  @Test
  void theKernelAnswersAsATestsTableDoes() {
    int left = namespace.call(() -> Namespace.index(Namespace.LEFT));
    int out = namespace.call(() -> Namespace.index(OUT));
    var packets =
        List.of(
            ipv4(1, "203.0.113.9", 40),
            ipv4(1, "198.51.100.7", 40),
            ipv4(1, "198.51.100.77", 40),
            ipv4(1, "203.0.113.200", 40),
            ipv4(2, "203.0.113.200", 40),
            ipv4(3, "203.0.113.9", 40),
            ipv4(1, "203.0.113.9", 1400),
            ipv4(1, "203.0.113.9", 1401),
            ipv4(1, "192.0.2.1", 40),
            ipv4(1, "10.1.2.3", 40),
            ipv4(1, "10.2.2.3", 40),
            ipv4(1, "10.3.2.3", 40),
            ipv4(1, "10.4.2.3", 40),
            ipv4(4, "203.0.113.9", 40),
            ipv4(5, "203.0.113.9", 40),
            ipv6("2001:db8:3::1", 20),
            ipv6("2001:db8:2::7", 20),
            ipv6("2001:db8:3::1", 1360),
            ipv6("2001:db8:3::1", 1361),
            ipv6("2001:db8:4::1", 20),
            ipv6("2001:db8:5::1", 20));
    var compiled = BpfCompiler.compile(Router.class);
    var ofKernel = new CopyOnWriteArrayList<Answer>();
    var ofJvm = new CopyOnWriteArrayList<Answer>();
    try (var kernel = new KernelRuntime().load(compiled, LoadOptions.DEFAULT);
        var jvm = new JvmRuntime().load(compiled, LoadOptions.DEFAULT)) {
      kernel.map(Router.ANSWERS).subscribe(ofKernel::add);
      jvm.map(Router.ANSWERS).subscribe(ofJvm::add);
      for (var bytes : packets) {
        var expected = run(jvm, ofJvm, bytes, left, out);
        var actual = namespace.call(() -> run(kernel, ofKernel, bytes, left, out));
        assertThat(actual.answer()).isEqualTo(expected.answer());
        assertThat(actual.verdict()).isEqualTo(expected.verdict());
        assertThat(actual.packet()).isEqualTo(expected.packet());
      }
      var seen = run(jvm, ofJvm, packets.getFirst(), left, out).answer();
      assertThat(seen.status()).isEqualTo(FibStatus.SUCCESS);
      assertThat(seen.destinationMac()).isEqualTo(NEXT_MAC);

      forward("ipv4/conf/" + Namespace.LEFT + "/forwarding", false);
      var off = namespace.call(() -> run(kernel, ofKernel, packets.getFirst(), left, out));
      assertThat(off.answer().status()).isEqualTo(FibStatus.FORWARDING_DISABLED);
    }
  }
}
