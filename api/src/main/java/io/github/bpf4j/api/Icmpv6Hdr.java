package io.github.bpf4j.api;

/// The header of an ICMPv6 message. The meaning of its last four bytes depends on the type.
///
/// | type | message | last four bytes |
/// | --- | --- | --- |
/// | 1 | destination unreachable | |
/// | 2 | packet too big | the MTU |
/// | 3 | time exceeded | |
/// | 4 | parameter problem | where |
/// | 128, 129 | echo request, echo reply | identifier, sequence number |
/// | 135, 136 | neighbour solicitation, advertisement (RFC 4861) | flags of the latter |
///
/// Source: RFC 4443, section 2.1; `struct icmp6hdr` in `include/uapi/linux/icmpv6.h`.
public final class Icmpv6Hdr {
  /// Bytes in the header; what follows depends on the type.
  public static final int LEN = 8;

  private final PacketSlice bytes;

  private Icmpv6Hdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static Icmpv6Hdr at(XdpContext ctx, int offset) {
    return new Icmpv6Hdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// What the message is, 0 to 255; errors are below 128.
  public int type() {
    return bytes.u8(0);
  }

  /// Sets [#type].
  public void setType(int value) {
    bytes.setU8(0, value);
  }

  /// More exactly, 0 to 255.
  public int code() {
    return bytes.u8(1);
  }

  /// Sets [#code].
  public void setCode(int value) {
    bytes.setU8(1, value);
  }

  /// The checksum of the message and a pseudo-header, 0 to 65,535: see [InternetChecksum].
  public int checksum() {
    return bytes.u16(2);
  }

  /// Sets [#checksum].
  public void setChecksum(int value) {
    bytes.setU16(2, value);
  }

  /// The last four bytes in one number, 0 to 4,294,967,295.
  public long restOfHeader() {
    return bytes.u32(4);
  }

  /// Sets [#restOfHeader].
  public void setRestOfHeader(long value) {
    bytes.setI32(4, (int) value);
  }

  /// Of an echo: which process asked, 0 to 65,535.
  public int identifier() {
    return bytes.u16(4);
  }

  /// Sets [#identifier].
  public void setIdentifier(int value) {
    bytes.setU16(4, value);
  }

  /// Of an echo: the number of the request, 0 to 65,535.
  public int sequence() {
    return bytes.u16(6);
  }

  /// Sets [#sequence].
  public void setSequence(int value) {
    bytes.setU16(6, value);
  }

  /// Of a packet too big: the MTU of the next hop, in bytes, 0 to 4,294,967,295.
  public long mtu() {
    return bytes.u32(4);
  }

  /// Sets [#mtu].
  public void setMtu(long value) {
    bytes.setI32(4, (int) value);
  }

  /// Of a parameter problem: the offset of the byte that is wrong, 0 to 4,294,967,295.
  public long pointer() {
    return bytes.u32(4);
  }

  /// Sets [#pointer].
  public void setPointer(long value) {
    bytes.setI32(4, (int) value);
  }

  /// `ICMPv6 type 128, code 0`.
  @Override
  public String toString() {
    return "ICMPv6 type " + type() + ", code " + code();
  }
}
