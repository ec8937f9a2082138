package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Headers of packets written by hand.
class HeadersTest {
  private static XdpContext packet(String hex) {
    return XdpContext.of(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  @Test
  void anArpRequest() {
    var ctx =
        packet(
            """
            ff ff ff ff ff ff  02 00 00 00 00 01  08 06
            00 01 08 00 06 04 00 01
            02 00 00 00 00 01  c0 00 02 01
            00 00 00 00 00 00  c0 00 02 02
            """);

    var eth = EthHdr.at(ctx, 0);
    assertThat(eth).hasToString("02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ARP");
    assertThat(eth.destination().isBroadcast()).isTrue();
    var arp = ArpHdr.at(ctx, eth.payloadOffset());
    assertThat(arp).hasToString("ARP 1: 192.0.2.1 at 02:00:00:00:00:01, for 192.0.2.2");
    assertThat(arp.protocolType()).isEqualTo(EtherType.IPV4.number());
  }

  @Test
  void aDnsQueryInAVlan() {
    var ctx =
        packet(
            """
            02 00 00 00 00 02  02 00 00 00 00 01  81 00
            60 2a 08 00
            46 02 00 24  12 34 40 00  40 11 00 00  c0 00 02 01  c6 33 64 07  01 01 01 00
            9c 40 00 35 00 0c 00 00  61 62 63 64
            """);

    var eth = EthHdr.at(ctx, 0);
    assertThat(eth.etherType()).isEqualTo(EtherType.VLAN);
    var vlan = VlanHdr.at(ctx, EthHdr.LEN);
    assertThat(vlan).hasToString("VLAN 42, IPV4");
    assertThat(vlan.priority()).isEqualTo(3);
    var ip = Ipv4Hdr.at(ctx, vlan.payloadOffset());
    assertThat(ip).hasToString("192.0.2.1 > 198.51.100.7, UDP, ttl 64, 36 bytes");
    assertThat(ip.version()).isEqualTo(4);
    assertThat(ip.headerLength()).isEqualTo(24);
    assertThat(ip.dontFragment()).isTrue();
    assertThat(ip.isFragment()).isFalse();
    assertThat(ip.ecn()).isEqualTo(2);
    var udp = UdpHdr.at(ctx, ip.payloadOffset());
    assertThat(udp).hasToString("UDP 40000 > 53, 12 bytes");
    assertThat(udp.payloadOffset()).isEqualTo(ctx.length() - 4);
  }

  @Test
  void aPingOverIpv6() {
    var ctx =
        packet(
            """
            02 00 00 00 00 02  02 00 00 00 00 01  86 dd
            6b 81 23 45  00 08 3a 40
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
            80 00 be ef 00 07 00 09
            """);

    var ip = Ipv6Hdr.at(ctx, EthHdr.LEN);
    assertThat(ip).hasToString("2001:db8::1 > 2001:db8::2, ICMPV6, hop limit 64, 8 bytes");
    assertThat(ip.trafficClass()).isEqualTo(0xb8);
    assertThat(ip.dscp()).as("expedited forwarding").isEqualTo(46);
    assertThat(ip.flowLabel()).isEqualTo(0x12345);
    var icmp = Icmpv6Hdr.at(ctx, ip.payloadOffset());
    assertThat(icmp).hasToString("ICMPv6 type 128, code 0");
    assertThat(icmp.identifier()).isEqualTo(7);
    assertThat(icmp.sequence()).isEqualTo(9);
  }

  @Test
  void theSecondStepOfATcpHandshake() {
    var ctx =
        packet(
            """
            01 bb 9c 40  ff ff ff fe  80 00 00 01  60 12 ff ff  ab cd 00 00
            02 04 05 b4
            """);

    var tcp = TcpHdr.at(ctx, 0);
    assertThat(tcp).hasToString("TCP 443 > 40000, flags 0x12");
    assertThat(tcp.syn()).isTrue();
    assertThat(tcp.ack()).isTrue();
    assertThat(tcp.fin()).isFalse();
    assertThat(tcp.sequence()).isEqualTo(4_294_967_294L);
    assertThat(tcp.acknowledgement()).isEqualTo(2_147_483_649L);
    assertThat(tcp.headerLength()).isEqualTo(24);
    assertThat(tcp.payloadOffset()).isEqualTo(24);
  }

  @Test
  void aFragmentIsOneWithAnOffsetOrMoreToCome() {
    assertThat(ipv4WithFlags("20 00").isFragment()).as("the first").isTrue();
    assertThat(ipv4WithFlags("20 b9").fragmentOffset()).as("a middle one").isEqualTo(1480);
    assertThat(ipv4WithFlags("00 b9").isFragment()).as("the last").isTrue();
    assertThat(ipv4WithFlags("c0 00").isFragment()).as("reserved and DF alone").isFalse();
  }

  private static Ipv4Hdr ipv4WithFlags(String flags) {
    return Ipv4Hdr.at(packet("45000000 0000" + flags + "40010000 00000000 00000000"), 0);
  }

  @Test
  void anIcmpErrorNamesItsCauseInItsLastBytes() {
    assertThat(IcmpHdr.at(packet("0304000000000500"), 0).nextHopMtu()).isEqualTo(1280);
    assertThat(IcmpHdr.at(packet("05010000c0000201"), 0).gateway()).hasToString("192.0.2.1");
    assertThat(IcmpHdr.at(packet("0800000000010002"), 0)).hasToString("ICMP type 8, code 0");
    assertThat(Icmpv6Hdr.at(packet("02000000 ffffffff"), 0).mtu()).isEqualTo(4_294_967_295L);
  }

  @Test
  void numbersHaveNamesAndNamesNumbers() {
    for (int number = 0; number <= 0xffff; number++) {
      var type = EtherType.of(number);
      assertThat(type == EtherType.OTHER || type.number() == number).isTrue();
    }
    for (var type : EtherType.values()) {
      assertThat(EtherType.of(type.number())).isEqualTo(type);
    }
    for (int number = 0; number <= 0xff; number++) {
      var protocol = IpProtocol.of(number);
      assertThat(protocol == IpProtocol.OTHER || protocol.number() == number).isTrue();
    }
    for (var protocol : IpProtocol.values()) {
      assertThat(IpProtocol.of(protocol.number())).isEqualTo(protocol);
    }
    assertThat(IpProtocol.of(17)).isEqualTo(IpProtocol.UDP);
  }
}
