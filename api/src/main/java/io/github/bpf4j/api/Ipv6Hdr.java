package io.github.bpf4j.api;

/// The header of an IPv6 packet.
///
/// ```
///  byte 0-3: version (4 bits), traffic class (8), flow label (20)
///       4-5: payload length    6: next header    7: hop limit
///       8-23: source           24-39: destination
/// ```
///
/// Source: RFC 8200, section 3; `struct ipv6hdr` in `include/uapi/linux/ipv6.h`.
public final class Ipv6Hdr {
  /// Bytes in the header, extension headers not included.
  public static final int LEN = 40;

  private final PacketSlice bytes;

  private Ipv6Hdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static Ipv6Hdr at(XdpContext ctx, int offset) {
    return new Ipv6Hdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// The version: 6.
  public int version() {
    return bytes.u8(0) >>> 4;
  }

  /// Sets [#version].
  public void setVersion(int value) {
    bytes.setU8(0, value << 4 | bytes.u8(0) & 0xf);
  }

  /// The two fields below in one number, 0 to 255.
  public int trafficClass() {
    return bytes.u16(0) >>> 4 & 0xff;
  }

  /// Sets [#trafficClass].
  public void setTrafficClass(int value) {
    bytes.setU16(0, bytes.u16(0) & 0xf00f | (value & 0xff) << 4);
  }

  /// The differentiated services code point, 0 to 63 (RFC 2474).
  public int dscp() {
    return bytes.u16(0) >>> 6 & 0x3f;
  }

  /// Sets [#dscp].
  public void setDscp(int value) {
    bytes.setU16(0, bytes.u16(0) & 0xf03f | (value & 0x3f) << 6);
  }

  /// Explicit congestion notification, 0 to 3 (RFC 3168).
  public int ecn() {
    return bytes.u16(0) >>> 4 & 3;
  }

  /// Sets [#ecn].
  public void setEcn(int value) {
    bytes.setU16(0, bytes.u16(0) & 0xffcf | (value & 3) << 4);
  }

  /// What the packets of one flow have in common, 0 to 1,048,575 (RFC 6437).
  public int flowLabel() {
    return bytes.i32(0) & 0xfffff;
  }

  /// Sets [#flowLabel].
  public void setFlowLabel(int value) {
    bytes.setI32(0, bytes.i32(0) & 0xfff00000 | value & 0xfffff);
  }

  /// Bytes after this header, 0 to 65,535; 0 in a jumbogram (RFC 2675).
  public int payloadLength() {
    return bytes.u16(4);
  }

  /// Sets [#payloadLength].
  public void setPayloadLength(int value) {
    bytes.setU16(4, value);
  }

  /// What follows: the payload, or an extension header.
  public IpProtocol nextHeader() {
    return IpProtocol.of(nextHeaderNumber());
  }

  /// The number of what follows, 0 to 255.
  public int nextHeaderNumber() {
    return bytes.u8(6);
  }

  /// Sets [#nextHeaderNumber].
  public void setNextHeaderNumber(int value) {
    bytes.setU8(6, value);
  }

  /// How many more routers may forward the packet, 0 to 255.
  public int hopLimit() {
    return bytes.u8(7);
  }

  /// Sets [#hopLimit].
  public void setHopLimit(int value) {
    bytes.setU8(7, value);
  }

  /// Who sent the packet.
  public Ipv6Address source() {
    return new Ipv6Address(bytes.i64(8), bytes.i64(16));
  }

  /// Sets [#source].
  public void setSource(Ipv6Address value) {
    bytes.setI64(8, value.high());
    bytes.setI64(16, value.low());
  }

  /// Who the packet is for.
  public Ipv6Address destination() {
    return new Ipv6Address(bytes.i64(24), bytes.i64(32));
  }

  /// Sets [#destination].
  public void setDestination(Ipv6Address value) {
    bytes.setI64(24, value.high());
    bytes.setI64(32, value.low());
  }

  /// `2001:db8::1 > 2001:db8::2, UDP, hop limit 64, 8 bytes`.
  @Override
  public String toString() {
    return "%s > %s, %s, hop limit %d, %d bytes"
        .formatted(source(), destination(), nextHeader(), hopLimit(), payloadLength());
  }
}
