package io.github.bpf4j.api;

/// What an Ethernet frame carries: the numbers that matter, by name.
///
/// Source: IEEE 802 Numbers at IANA; `include/uapi/linux/if_ether.h`.
public enum EtherType {
  /// IPv4, 0x0800 (RFC 894): see [Ipv4Hdr].
  IPV4,
  /// ARP, 0x0806 (RFC 826): see [ArpHdr].
  ARP,
  /// A VLAN tag follows, 0x8100 (IEEE 802.1Q): see [VlanHdr].
  VLAN,
  /// A service VLAN tag follows, 0x88a8 (IEEE 802.1ad): see [VlanHdr].
  QINQ,
  /// IPv6, 0x86dd (RFC 2464): see [Ipv6Hdr].
  IPV6,
  /// MPLS unicast, 0x8847 (RFC 3032).
  MPLS,
  /// MPLS multicast or upstream-assigned label, 0x8848 (RFC 5332).
  MPLS_MULTICAST,
  /// PPPoE discovery, 0x8863 (RFC 2516).
  PPPOE_DISCOVERY,
  /// PPPoE session, 0x8864 (RFC 2516).
  PPPOE_SESSION,
  /// Link layer discovery protocol, 0x88cc (IEEE 802.1AB).
  LLDP,
  /// Any other number, or below 0x0600 the length of an IEEE 802.3 frame.
  OTHER;

  /// The name of `number`, 0 to 65,535.
  public static EtherType of(int number) {
    return switch (number) {
      case 0x0800 -> IPV4;
      case 0x0806 -> ARP;
      case 0x8100 -> VLAN;
      case 0x88a8 -> QINQ;
      case 0x86dd -> IPV6;
      case 0x8847 -> MPLS;
      case 0x8848 -> MPLS_MULTICAST;
      case 0x8863 -> PPPOE_DISCOVERY;
      case 0x8864 -> PPPOE_SESSION;
      case 0x88cc -> LLDP;
      default -> OTHER;
    };
  }

  /// The number of this type; -1 for [#OTHER], which has none.
  public int number() {
    return switch (this) {
      case IPV4 -> 0x0800;
      case ARP -> 0x0806;
      case VLAN -> 0x8100;
      case QINQ -> 0x88a8;
      case IPV6 -> 0x86dd;
      case MPLS -> 0x8847;
      case MPLS_MULTICAST -> 0x8848;
      case PPPOE_DISCOVERY -> 0x8863;
      case PPPOE_SESSION -> 0x8864;
      case LLDP -> 0x88cc;
      case OTHER -> -1;
    };
  }
}
