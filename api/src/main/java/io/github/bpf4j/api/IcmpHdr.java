package io.github.bpf4j.api;

/// The header of an ICMP message. The meaning of its last four bytes depends on the type.
///
/// | type | message | last four bytes |
/// | --- | --- | --- |
/// | 0, 8 | echo reply, echo request | identifier, sequence number |
/// | 3 | destination unreachable | for code 4 the next hop's MTU (RFC 1191) |
/// | 5 | redirect | the gateway |
/// | 11 | time exceeded | |
/// | 12 | parameter problem | where, in the first byte |
///
/// Source: RFC 792; `struct icmphdr` in `include/uapi/linux/icmp.h`.
public final class IcmpHdr {
  /// Bytes in the header; what follows depends on the type.
  public static final int LEN = 8;

  private final PacketSlice bytes;

  private IcmpHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static IcmpHdr at(XdpContext ctx, int offset) {
    return new IcmpHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where what follows the header begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + LEN;
  }

  /// What the message is, 0 to 255.
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

  /// The checksum of the message, 0 to 65,535: see [InternetChecksum].
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

  /// Of an unreachable destination: the MTU of the next hop, in bytes, 0 to 65,535.
  public int nextHopMtu() {
    return bytes.u16(6);
  }

  /// Sets [#nextHopMtu].
  public void setNextHopMtu(int value) {
    bytes.setU16(6, value);
  }

  /// Of a redirect: where to send packets instead.
  public Ipv4Address gateway() {
    return new Ipv4Address(bytes.i32(4));
  }

  /// Sets [#gateway].
  public void setGateway(Ipv4Address value) {
    bytes.setI32(4, value.bits());
  }

  /// Of a parameter problem: the offset of the byte that is wrong, 0 to 255.
  public int pointer() {
    return bytes.u8(4);
  }

  /// Sets [#pointer].
  public void setPointer(int value) {
    bytes.setU8(4, value);
  }

  /// `ICMP type 8, code 0`.
  @Override
  public String toString() {
    return "ICMP type " + type() + ", code " + code();
  }
}
