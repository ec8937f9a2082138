package io.github.bpf4j.api;

/// The header of an IPv4 packet, without its options.
///
/// ```
///  byte 0: version, IHL    1: DSCP, ECN      2-3: total length
///       4-5: identification                  6-7: flags, fragment offset
///       8: time to live    9: protocol       10-11: header checksum
///       12-15: source                        16-19: destination
/// ```
///
/// Setters leave the checksum as it is: see [#updateChecksum], and [InternetChecksum#replace] for less work
/// where little changes.
///
/// Source: RFC 791, section 3.1; `struct iphdr` in `include/uapi/linux/ip.h`.
public final class Ipv4Hdr {
  /// Bytes in the header without options: what [#at] proves. See [#headerLength].
  public static final int LEN = 20;

  /// What Linux sends by default (`IPDEFTTL` in `include/uapi/linux/ip.h`).
  private static final int DEFAULT_TTL = 64;

  private final PacketSlice bytes;

  private Ipv4Hdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static Ipv4Hdr at(XdpContext ctx, int offset) {
    return new Ipv4Hdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header and its options begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + headerLength();
  }

  /// The version: 4.
  public int version() {
    return bytes.u8(0) >>> 4;
  }

  /// Sets [#version].
  public void setVersion(int value) {
    bytes.setU8(0, value << 4 | bytes.u8(0) & 0xf);
  }

  /// Bytes in the header, options included: a multiple of 4, 20 to 60. Less than 20 in a malformed
  /// packet.
  public int headerLength() {
    return (bytes.u8(0) & 0xf) * 4;
  }

  /// Sets [#headerLength], in bytes, a multiple of 4.
  public void setHeaderLength(int value) {
    bytes.setU8(0, bytes.u8(0) & 0xf0 | value >>> 2 & 0xf);
  }

  /// The differentiated services code point, 0 to 63 (RFC 2474).
  public int dscp() {
    return bytes.u8(1) >>> 2;
  }

  /// Sets [#dscp].
  public void setDscp(int value) {
    bytes.setU8(1, value << 2 | bytes.u8(1) & 3);
  }

  /// Explicit congestion notification, 0 to 3 (RFC 3168).
  public int ecn() {
    return bytes.u8(1) & 3;
  }

  /// Sets [#ecn].
  public void setEcn(int value) {
    bytes.setU8(1, bytes.u8(1) & 0xfc | value & 3);
  }

  /// Bytes in the packet, header included, 0 to 65,535. The frame may be longer: it is padded.
  public int totalLength() {
    return bytes.u16(2);
  }

  /// Sets [#totalLength].
  public void setTotalLength(int value) {
    bytes.setU16(2, value);
  }

  /// What the fragments of one packet have in common, 0 to 65,535.
  public int identification() {
    return bytes.u16(4);
  }

  /// Sets [#identification].
  public void setIdentification(int value) {
    bytes.setU16(4, value);
  }

  /// Whether the packet may not be fragmented (DF).
  public boolean dontFragment() {
    return (bytes.u8(6) & 0x40) != 0;
  }

  /// Sets [#dontFragment].
  public void setDontFragment(boolean value) {
    bytes.setU8(6, value ? bytes.u8(6) | 0x40 : bytes.u8(6) & 0xbf);
  }

  /// Whether more fragments follow (MF).
  public boolean moreFragments() {
    return (bytes.u8(6) & 0x20) != 0;
  }

  /// Sets [#moreFragments].
  public void setMoreFragments(boolean value) {
    bytes.setU8(6, value ? bytes.u8(6) | 0x20 : bytes.u8(6) & 0xdf);
  }

  /// Where this fragment begins in the whole payload, in bytes: a multiple of 8, 0 to 65,528.
  public int fragmentOffset() {
    return (bytes.u16(6) & 0x1fff) * 8;
  }

  /// Sets [#fragmentOffset], in bytes, a multiple of 8.
  public void setFragmentOffset(int value) {
    bytes.setU16(6, bytes.u16(6) & 0xe000 | value >>> 3 & 0x1fff);
  }

  /// Whether this is a fragment of a larger packet. Only the first has the next header.
  public boolean isFragment() {
    return (bytes.u16(6) & 0x3fff) != 0;
  }

  /// How many more routers may forward the packet, 0 to 255.
  public int ttl() {
    return bytes.u8(8);
  }

  /// Sets [#ttl].
  public void setTtl(int value) {
    bytes.setU8(8, value);
  }

  /// What the payload is.
  public IpProtocol protocol() {
    return IpProtocol.of(protocolNumber());
  }

  /// The number of what the payload is, 0 to 255.
  public int protocolNumber() {
    return bytes.u8(9);
  }

  /// Sets [#protocolNumber].
  public void setProtocolNumber(int value) {
    bytes.setU8(9, value);
  }

  /// The checksum of the header, 0 to 65,535: see [InternetChecksum].
  public int checksum() {
    return bytes.u16(10);
  }

  /// Sets [#checksum].
  public void setChecksum(int value) {
    bytes.setU16(10, value);
  }

  /// Computes and sets [#checksum], for a header without options: of [#LEN] bytes.
  public void updateChecksum() {
    long sum = bytes.u32(0) + bytes.u32(4) + ((long) bytes.u16(8) << 16) + bytes.u32(12);
    sum += bytes.u32(16);
    setChecksum(~InternetChecksum.fold((int) ((sum & 0xffff) + (sum >>> 16))));
  }

  /// Writes a new header over all [#LEN] bytes: without options, no fragment, with a [#ttl] of 64 and the right
  /// [#checksum]; all else is 0.
  ///
  /// @param totalLength see [#totalLength]
  public void overwrite(
      IpProtocol protocol, Ipv4Address source, Ipv4Address destination, int totalLength) {
    bytes.setI32(0, 0x4500_0000 | totalLength & 0xffff);
    bytes.setI32(4, 0);
    bytes.setI32(8, DEFAULT_TTL << 24 | protocol.number() << 16);
    setSource(source);
    setDestination(destination);
    updateChecksum();
  }

  /// Does what a router does: one less of [#ttl], and the checksum goes with it. For packets with a TTL
  /// of at least 1.
  public void decrementTtl() {
    int before = bytes.u16(8);
    bytes.setU8(8, ttl() - 1);
    setChecksum(InternetChecksum.replace(checksum(), before, before - 0x100));
  }

  /// Who sent the packet.
  public Ipv4Address source() {
    return new Ipv4Address(bytes.i32(12));
  }

  /// Sets [#source].
  public void setSource(Ipv4Address value) {
    bytes.setI32(12, value.bits());
  }

  /// Who the packet is for.
  public Ipv4Address destination() {
    return new Ipv4Address(bytes.i32(16));
  }

  /// Sets [#destination].
  public void setDestination(Ipv4Address value) {
    bytes.setI32(16, value.bits());
  }

  /// `192.0.2.1 > 192.0.2.2, UDP, ttl 64, 28 bytes`.
  @Override
  public String toString() {
    return "%s > %s, %s, ttl %d, %d bytes"
        .formatted(source(), destination(), protocol(), ttl(), totalLength());
  }
}
