package io.github.bpf4j.api;

/// A VLAN tag, as it follows an Ethernet header of type [EtherType#VLAN] or [EtherType#QINQ].
///
/// ```
///  bit 15      13  12  11                   0
///  |   priority   | DEI |      VLAN id       |   type   | payload ...
/// ```
///
/// Source: IEEE 802.1Q, section 9.6; `struct vlan_hdr` in `include/linux/if_vlan.h`.
public final class VlanHdr {
  /// Bytes in the tag.
  public static final int LEN = 4;

  private final PacketSlice bytes;

  private VlanHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static VlanHdr at(XdpContext ctx, int offset) {
    return new VlanHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// The three fields below in one number, 0 to 65,535.
  public int tagControl() {
    return bytes.u16(0);
  }

  /// Sets [#tagControl].
  public void setTagControl(int value) {
    bytes.setU16(0, value);
  }

  /// The priority code point, 0 to 7.
  public int priority() {
    return bytes.u16(0) >>> 13;
  }

  /// Sets [#priority].
  public void setPriority(int value) {
    bytes.setU16(0, value << 13 | bytes.u16(0) & 0x1fff);
  }

  /// Whether the frame may be dropped first (DEI).
  public boolean dropEligible() {
    return (bytes.u16(0) & 0x1000) != 0;
  }

  /// Sets [#dropEligible].
  public void setDropEligible(boolean value) {
    bytes.setU16(0, value ? bytes.u16(0) | 0x1000 : bytes.u16(0) & 0xefff);
  }

  /// The VLAN, 0 (none, priority alone) to 4,095 (reserved).
  public int vlanId() {
    return bytes.u16(0) & 0xfff;
  }

  /// Sets [#vlanId].
  public void setVlanId(int value) {
    bytes.setU16(0, bytes.u16(0) & 0xf000 | value & 0xfff);
  }

  /// What the payload is.
  public EtherType etherType() {
    return EtherType.of(etherTypeNumber());
  }

  /// The number of what the payload is, 0 to 65,535.
  public int etherTypeNumber() {
    return bytes.u16(2);
  }

  /// Sets [#etherTypeNumber].
  public void setEtherTypeNumber(int value) {
    bytes.setU16(2, value);
  }

  /// `VLAN 42, IPV4`.
  @Override
  public String toString() {
    return "VLAN " + vlanId() + ", " + etherType();
  }
}
