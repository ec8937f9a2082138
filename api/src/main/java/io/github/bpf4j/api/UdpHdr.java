package io.github.bpf4j.api;

/// The header of a UDP datagram.
///
/// ```
///  0             2             4             6             8
///  | source port | destination |   length    |  checksum   | data ...
/// ```
///
/// Source: RFC 768; `struct udphdr` in `include/uapi/linux/udp.h`.
public final class UdpHdr {
  /// Bytes in the header.
  public static final int LEN = 8;

  private final PacketSlice bytes;

  private UdpHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static UdpHdr at(XdpContext ctx, int offset) {
    return new UdpHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// The sender's port, 0 to 65,535; 0 for none.
  public int sourcePort() {
    return bytes.u16(0);
  }

  /// Sets [#sourcePort].
  public void setSourcePort(int value) {
    bytes.setU16(0, value);
  }

  /// The receiver's port, 0 to 65,535.
  public int destinationPort() {
    return bytes.u16(2);
  }

  /// Sets [#destinationPort].
  public void setDestinationPort(int value) {
    bytes.setU16(2, value);
  }

  /// Bytes in the datagram, header included, 8 to 65,535; 0 in an IPv6 jumbogram (RFC 2675).
  public int length() {
    return bytes.u16(4);
  }

  /// Sets [#length].
  public void setLength(int value) {
    bytes.setU16(4, value);
  }

  /// The checksum of the datagram and a pseudo-header, 0 to 65,535; 0 for none over IPv4.
  public int checksum() {
    return bytes.u16(6);
  }

  /// Sets [#checksum].
  public void setChecksum(int value) {
    bytes.setU16(6, value);
  }

  /// `UDP 40000 > 53, 20 bytes`.
  @Override
  public String toString() {
    return "UDP " + sourcePort() + " > " + destinationPort() + ", " + length() + " bytes";
  }
}
