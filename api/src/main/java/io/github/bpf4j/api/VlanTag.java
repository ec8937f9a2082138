package io.github.bpf4j.api;

/// A VLAN tag that a device took out of a packet: see [XdpContext#rxVlanTag]. One that is still in the packet is a
/// [VlanHdr].
///
/// @param protocolNumber the number of [#protocol], 0 to 65,535
/// @param tagControl priority, drop eligibility and VLAN in one number, 0 to 65,535
public record VlanTag(int protocolNumber, int tagControl) {
  /// [EtherType#VLAN] or [EtherType#QINQ].
  public EtherType protocol() {
    return EtherType.of(protocolNumber);
  }

  /// The priority code point, 0 to 7.
  public int priority() {
    return tagControl >>> 13;
  }

  /// Whether the frame may be dropped first (DEI).
  public boolean dropEligible() {
    return (tagControl & 0x1000) != 0;
  }

  /// The VLAN, 0 (none, priority alone) to 4,095 (reserved).
  public int vlanId() {
    return tagControl & 0xfff;
  }
}
