package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.EtherType;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Ipv4Hdr;
import io.github.bpf4j.api.KernelLog;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compiled programs under real packets, between the two ends of a cable in a network namespace of the
/// test's own.
@KernelTest
@Timeout(60)
class TrafficTest {
  private static final int IPV4 = 0x0800;
  private static final int ARP = 0x0806;
  private static final int VLAN = 0x8100;
  private static final int IPV6 = 0x86dd;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  /// The test's mark: no other packet has this type.
  private static final int LAST = 0x88b5;

  private final Namespace namespace = new Namespace();

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  static final class Sources {
    static final KernelLog LOG = KernelLog.of(Sources.class);

    @Xdp
    static XdpAction sources(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() != EtherType.IPV4) {
        LOG.info("other {}", ctx.length());
        return XdpAction.PASS;
      }
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      LOG.info("{} {}", ip.source(), ctx.length());
      return XdpAction.PASS;
    }
  }

  private static byte[] frame(int type, int size) {
    var frame = ByteBuffer.allocate(size);
    frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) type);
    return frame.array();
  }

  private static byte[] ipv4(int protocol, Ipv4Address source, int size) {
    var frame = ByteBuffer.wrap(frame(IPV4, size));
    frame
        .position(EthHdr.LEN)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) (size - EthHdr.LEN))
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .putInt(source.bits())
        .putInt(Ipv4Address.of(198, 51, 100, 1).bits());
    return frame.array();
  }

  private void send(List<byte[]> frames) {
    namespace.run(() -> {
      try (var socket = new PacketSocket(Namespace.index(Namespace.RIGHT))) {
        frames.forEach(socket::send);
      }
    });
  }

  private static void await(List<String> messages, String last) throws InterruptedException {
    for (int i = 0; i < 2000 && !messages.contains(last); i++) {
      Thread.sleep(5);
    }
    assertThat(messages).contains(last);
  }

  @ParameterizedTest
  @EnumSource(
      value = XdpMode.class,
      names = {"SKB", "DRIVER"})
  void everySourceIsLoggedExactlyOnce(XdpMode mode) throws InterruptedException {
    int largest = mode == XdpMode.SKB ? 9000 : 1500;
    if (mode == XdpMode.SKB) {
      namespace.inside("link", "set", Namespace.LEFT, "mtu", "9000");
      namespace.inside("link", "set", Namespace.RIGHT, "mtu", "9000");
    }
    var frames = new ArrayList<byte[]>();
    var expected = new ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      var source = Ipv4Address.of(192, 0, 2, i % 250);
      int protocol = List.of(ICMP, UDP, TCP).get(i % 3);
      int size = i % 10 == 0 ? largest : 60 + i;
      frames.add(ipv4(protocol, source, size));
      expected.add(source + " " + size);
    }
    frames.add(frame(ARP, 42));
    expected.add("other 42");
    frames.add(frame(VLAN, 64));
    expected.add("other 64");
    frames.add(frame(IPV6, 74));
    expected.add("other 74");
    frames.add(frame(IPV4, 20));
    frames.add(frame(IPV4, 33));
    frames.add(frame(ARP, 14));
    expected.add("other 14");
    frames.add(frame(LAST, 99));
    expected.add("other 99");

    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    var program = Kernel.load(Sources.class);
    try (program) {
      program.logs().subscribe(record -> messages.add(record.message()));
      var link = namespace.call(() -> program.attachXdp(Namespace.LEFT, mode));
      assertThat(link.mode()).isEqualTo(mode);
      send(frames);
      await(messages, "other 99");
    }
    assertThat(messages).containsExactlyElementsOf(expected);
    assertThat(program.accounting().lostRecords()).isZero();
    assertThat(program.accounting().aborts())
        .singleElement()
        .satisfies(count -> assertThat(count.packets()).isEqualTo(2));
  }

  static final class Deny {
    static final BpfLpmTrie<Ipv4Address, Integer> DENIED =
        BpfLpmTrie.of(Ipv4Address.class, Integer.class, 100);
    static final KernelLog LOG = KernelLog.of(Deny.class);

    @Xdp
    static XdpAction deny(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() != EtherType.IPV4) {
        return XdpAction.PASS;
      }
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      if (DENIED.get(ip.source()) != null) {
        return XdpAction.DROP;
      }
      LOG.info("{}", ip.source());
      return XdpAction.PASS;
    }
  }

  @Test
  void theDenyListIsEnforcedWhileTrafficFlows() throws InterruptedException {
    var denied = Ipv4Address.of(198, 51, 100, 7);
    var allowed = Ipv4Address.of(203, 0, 113, 7);
    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    try (var program = Kernel.load(Deny.class)) {
      program.logs().subscribe(record -> messages.add(record.message()));
      var list = program.map(Deny.DENIED);
      assertThat(list.put(Ipv4Address.of(198, 51, 100, 0), 24, 1)).isTrue();
      namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.DRIVER));
      send(
          IntStream.range(0, 200)
              .mapToObj(i -> ipv4(UDP, i % 2 == 0 ? denied : allowed, 64))
              .toList());
      send(List.of(ipv4(UDP, Ipv4Address.of(192, 0, 2, 1), 64)));
      await(messages, "192.0.2.1");
      assertThat(messages).hasSize(101).doesNotContain(denied.toString());

      assertThat(list.remove(Ipv4Address.of(198, 51, 100, 0), 24)).isTrue();
      assertThat(list.put(allowed, 32, 1)).isTrue();
      messages.clear();
      send(List.of(ipv4(UDP, denied, 64), ipv4(UDP, allowed, 64)));
      send(List.of(ipv4(UDP, Ipv4Address.of(192, 0, 2, 2), 64)));
      await(messages, "192.0.2.2");
      assertThat(messages).containsExactly(denied.toString(), "192.0.2.2");
    }
  }
}
