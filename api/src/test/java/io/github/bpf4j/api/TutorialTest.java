package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What the package's own page shows.
class TutorialTest {
  static class FunXdp {
    static final KernelLog LOG = KernelLog.of(FunXdp.class);

    @Xdp
    static XdpAction funXdp(XdpContext ctx) {
      var eth = EthHdr.at(ctx, 0);
      if (eth.etherType() != EtherType.IPV4) return XdpAction.PASS;
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      LOG.info("IPv4 Source Address: {}", ip.source());
      return XdpAction.PASS;
    }
  }

  static class NoDns {
    @Xdp
    static XdpAction noDns(XdpContext ctx) {
      var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
      if (ip.protocol() == IpProtocol.UDP
          && UdpHdr.at(ctx, ip.payloadOffset()).destinationPort() == 53) {
        return XdpAction.DROP;
      }
      return XdpAction.PASS;
    }
  }

  @Struct
  static final class Counter {
    final BpfAtomicLong packets = new BpfAtomicLong();
  }

  static final BpfHashMap<Ipv4Address, Counter> SEEN =
      BpfHashMap.of(Ipv4Address.class, Counter.class, 2);

  static void count(Ipv4Address source) {
    var counter = SEEN.get(source);
    if (counter == null) {
      SEEN.putIfAbsent(source, new Counter());
      counter = SEEN.get(source);
      if (counter == null) return; // the map is full
    }
    counter.packets.increment();
  }

  private static final byte[] DNS =
      HexFormat.of()
          .parseHex(
              "0200000000020200000000010800"
                  + "4500001c0001000040110000c0000207c6336407"
                  + "c000003500080000");

  @Test
  void theFirstProgramLogsTheSourceAddress() {
    var messages = new ArrayList<String>();
    var load = new JvmLoad(LogLevel.INFO, record -> messages.add(record.message()));

    assertThat(load.run(0, () -> FunXdp.funXdp(XdpContext.of(DNS)))).isEqualTo(XdpAction.PASS);

    assertThat(messages).containsExactly("IPv4 Source Address: 192.0.2.7");
  }

  @Test
  void aPacketTooShortThrows() {
    var runt = java.util.Arrays.copyOf(DNS, 20);
    assertThatThrownBy(() -> FunXdp.funXdp(XdpContext.of(runt)))
        .isInstanceOf(PacketBoundsException.class)
        .hasMessage("bytes 14..33 of the packet were asked for, but it has 20 bytes");
  }

  @Test
  void headersChain() {
    assertThat(NoDns.noDns(XdpContext.of(DNS))).isEqualTo(XdpAction.DROP);
  }

  @Test
  void aCounterIsAPlaceInItsMap() {
    var load = new JvmLoad(LogLevel.INFO, _ -> {});
    load.run(
        0,
        () -> {
          for (int last : new int[] {1, 2, 1, 3, 1}) {
            count(Ipv4Address.of(192, 0, 2, last));
          }
          return 0;
        });

    var seen = new ArrayList<String>();
    load.map(SEEN).forEach((address, counter) -> seen.add(address + ": " + counter.packets));
    assertThat(seen).containsExactlyInAnyOrder("192.0.2.1: 3", "192.0.2.2: 1");
  }
}
