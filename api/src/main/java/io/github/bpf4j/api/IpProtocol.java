package io.github.bpf4j.api;

/// What an IP packet carries: the numbers that matter, by name.
///
/// Source: Assigned Internet Protocol Numbers at IANA; `include/uapi/linux/in.h`.
public enum IpProtocol {
  /// IPv6 hop-by-hop options (RFC 8200), 0.
  HOP_BY_HOP,
  /// ICMP (RFC 792), 1: see [IcmpHdr].
  ICMP,
  /// IGMP (RFC 9776), 2.
  IGMP,
  /// IPv4 in IP (RFC 2003), 4.
  IPIP,
  /// TCP (RFC 9293), 6: see [TcpHdr].
  TCP,
  /// UDP (RFC 768), 17: see [UdpHdr].
  UDP,
  /// IPv6 in IP (RFC 2473), 41.
  IPV6,
  /// IPv6 routing header (RFC 8200), 43.
  ROUTING,
  /// IPv6 fragment header (RFC 8200), 44.
  FRAGMENT,
  /// GRE (RFC 2784), 47.
  GRE,
  /// IPsec encapsulating security payload (RFC 4303), 50.
  ESP,
  /// IPsec authentication header (RFC 4302), 51.
  AH,
  /// ICMPv6 (RFC 4443), 58: see [Icmpv6Hdr].
  ICMPV6,
  /// Nothing follows (RFC 8200), 59.
  NO_NEXT_HEADER,
  /// IPv6 destination options (RFC 8200), 60.
  DESTINATION_OPTIONS,
  /// OSPF (RFC 2328), 89.
  OSPF,
  /// SCTP (RFC 9260), 132.
  SCTP,
  /// Any other number.
  OTHER;

  /// The name of `number`, 0 to 255.
  public static IpProtocol of(int number) {
    return switch (number) {
      case 0 -> HOP_BY_HOP;
      case 1 -> ICMP;
      case 2 -> IGMP;
      case 4 -> IPIP;
      case 6 -> TCP;
      case 17 -> UDP;
      case 41 -> IPV6;
      case 43 -> ROUTING;
      case 44 -> FRAGMENT;
      case 47 -> GRE;
      case 50 -> ESP;
      case 51 -> AH;
      case 58 -> ICMPV6;
      case 59 -> NO_NEXT_HEADER;
      case 60 -> DESTINATION_OPTIONS;
      case 89 -> OSPF;
      case 132 -> SCTP;
      default -> OTHER;
    };
  }

  /// The number of this protocol; -1 for [#OTHER], which has none.
  public int number() {
    return switch (this) {
      case HOP_BY_HOP -> 0;
      case ICMP -> 1;
      case IGMP -> 2;
      case IPIP -> 4;
      case TCP -> 6;
      case UDP -> 17;
      case IPV6 -> 41;
      case ROUTING -> 43;
      case FRAGMENT -> 44;
      case GRE -> 47;
      case ESP -> 50;
      case AH -> 51;
      case ICMPV6 -> 58;
      case NO_NEXT_HEADER -> 59;
      case DESTINATION_OPTIONS -> 60;
      case OSPF -> 89;
      case SCTP -> 132;
      case OTHER -> -1;
    };
  }
}
