package io.github.bpf4j.api;

/// The header of an Ethernet frame, as a view of a packet's bytes: reading a field reads the packet,
/// and setting it writes the packet.
///
/// ```
///  0                   6                  12       14
///  |    destination    |      source       |  type  | payload ...
/// ```
///
/// Source: IEEE 802.3, section 3; `struct ethhdr` in `include/uapi/linux/if_ether.h`.
public final class EthHdr {
  /// Bytes in the header.
  public static final int LEN = 14;

  private final PacketSlice bytes;

  private EthHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static EthHdr at(XdpContext ctx, int offset) {
    return new EthHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// Who the frame is for.
  public MacAddress destination() {
    return new MacAddress((short) bytes.u16(0), (short) bytes.u16(2), (short) bytes.u16(4));
  }

  /// Sets [#destination].
  public void setDestination(MacAddress value) {
    bytes.setU16(0, value.first());
    bytes.setU16(2, value.second());
    bytes.setU16(4, value.third());
  }

  /// Who sent the frame.
  public MacAddress source() {
    return new MacAddress((short) bytes.u16(6), (short) bytes.u16(8), (short) bytes.u16(10));
  }

  /// Sets [#source].
  public void setSource(MacAddress value) {
    bytes.setU16(6, value.first());
    bytes.setU16(8, value.second());
    bytes.setU16(10, value.third());
  }

  /// What the payload is.
  public EtherType etherType() {
    return EtherType.of(etherTypeNumber());
  }

  /// The number of what the payload is, 0 to 65,535; below 0x0600 the bytes of the payload instead.
  public int etherTypeNumber() {
    return bytes.u16(12);
  }

  /// Sets [#etherTypeNumber].
  public void setEtherTypeNumber(int value) {
    bytes.setU16(12, value);
  }

  /// Writes a new header over all [#LEN] bytes.
  ///
  /// @param type not [EtherType#OTHER], which has no number
  public void overwrite(MacAddress destination, MacAddress source, EtherType type) {
    setDestination(destination);
    setSource(source);
    setEtherTypeNumber(type.number());
  }

  /// `02:00:00:00:00:01 > 02:00:00:00:00:02, IPV4`.
  @Override
  public String toString() {
    return source() + " > " + destination() + ", " + etherType();
  }
}
