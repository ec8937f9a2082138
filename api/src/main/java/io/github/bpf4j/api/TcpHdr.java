package io.github.bpf4j.api;

/// The header of a TCP segment, without its options.
///
/// ```
///  byte 0-1: source port    2-3: destination port
///       4-7: sequence number
///       8-11: acknowledgement number
///       12-13: header length (4 bits), reserved (4), flags (8)    14-15: window
///       16-17: checksum     18-19: urgent pointer
/// ```
///
/// Setters leave the checksum as it is: see [InternetChecksum#replace].
///
/// Source: RFC 9293, section 3.1; `struct tcphdr` in `include/uapi/linux/tcp.h`.
public final class TcpHdr {
  /// Bytes in the header without options: what [#at] proves. See [#headerLength].
  public static final int LEN = 20;

  private final PacketSlice bytes;

  private TcpHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static TcpHdr at(XdpContext ctx, int offset) {
    return new TcpHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// Where the data begins in the packet.
  public int payloadOffset() {
    return bytes.offset() + headerLength();
  }

  /// The sender's port, 0 to 65,535.
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

  /// The number of the first byte of data, 0 to 4,294,967,295, wrapping around.
  public long sequence() {
    return bytes.u32(4);
  }

  /// Sets [#sequence].
  public void setSequence(long value) {
    bytes.setI32(4, (int) value);
  }

  /// The number of the byte that is expected next, 0 to 4,294,967,295, if [#ack].
  public long acknowledgement() {
    return bytes.u32(8);
  }

  /// Sets [#acknowledgement].
  public void setAcknowledgement(long value) {
    bytes.setI32(8, (int) value);
  }

  /// Bytes in the header, options included: a multiple of 4, 20 to 60. Less than 20 in a malformed
  /// segment.
  public int headerLength() {
    return bytes.u8(12) >>> 4 << 2;
  }

  /// Sets [#headerLength], in bytes, a multiple of 4.
  public void setHeaderLength(int value) {
    bytes.setU8(12, value >>> 2 << 4 | bytes.u8(12) & 0xf);
  }

  /// The reserved bits, 0 to 15.
  public int reserved() {
    return bytes.u8(12) & 0xf;
  }

  /// Sets [#reserved].
  public void setReserved(int value) {
    bytes.setU8(12, bytes.u8(12) & 0xf0 | value & 0xf);
  }

  /// The eight flags below in one number, 0 to 255; [#fin] is the lowest bit.
  public int flags() {
    return bytes.u8(13);
  }

  /// Sets [#flags].
  public void setFlags(int value) {
    bytes.setU8(13, value);
  }

  /// Whether the sender slowed down (RFC 3168).
  public boolean cwr() {
    return (bytes.u8(13) & 0x80) != 0;
  }

  /// Sets [#cwr].
  public void setCwr(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x80 : bytes.u8(13) & 0x7f);
  }

  /// Whether congestion was seen (RFC 3168).
  public boolean ece() {
    return (bytes.u8(13) & 0x40) != 0;
  }

  /// Sets [#ece].
  public void setEce(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x40 : bytes.u8(13) & 0xbf);
  }

  /// Whether [#urgentPointer] counts.
  public boolean urg() {
    return (bytes.u8(13) & 0x20) != 0;
  }

  /// Sets [#urg].
  public void setUrg(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x20 : bytes.u8(13) & 0xdf);
  }

  /// Whether [#acknowledgement] counts.
  public boolean ack() {
    return (bytes.u8(13) & 0x10) != 0;
  }

  /// Sets [#ack].
  public void setAck(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x10 : bytes.u8(13) & 0xef);
  }

  /// Whether the data shall be handed on at once.
  public boolean psh() {
    return (bytes.u8(13) & 0x8) != 0;
  }

  /// Sets [#psh].
  public void setPsh(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x8 : bytes.u8(13) & 0xf7);
  }

  /// Whether the connection is broken off.
  public boolean rst() {
    return (bytes.u8(13) & 0x4) != 0;
  }

  /// Sets [#rst].
  public void setRst(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x4 : bytes.u8(13) & 0xfb);
  }

  /// Whether a connection begins.
  public boolean syn() {
    return (bytes.u8(13) & 0x2) != 0;
  }

  /// Sets [#syn].
  public void setSyn(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x2 : bytes.u8(13) & 0xfd);
  }

  /// Whether the sender has no more data.
  public boolean fin() {
    return (bytes.u8(13) & 0x1) != 0;
  }

  /// Sets [#fin].
  public void setFin(boolean value) {
    bytes.setU8(13, value ? bytes.u8(13) | 0x1 : bytes.u8(13) & 0xfe);
  }

  /// How many bytes the sender can take, 0 to 65,535, before scaling (RFC 7323).
  public int window() {
    return bytes.u16(14);
  }

  /// Sets [#window].
  public void setWindow(int value) {
    bytes.setU16(14, value);
  }

  /// The checksum of the segment and a pseudo-header, 0 to 65,535: see [InternetChecksum].
  public int checksum() {
    return bytes.u16(16);
  }

  /// Sets [#checksum].
  public void setChecksum(int value) {
    bytes.setU16(16, value);
  }

  /// How many bytes of urgent data there are, 0 to 65,535, if [#urg].
  public int urgentPointer() {
    return bytes.u16(18);
  }

  /// Sets [#urgentPointer].
  public void setUrgentPointer(int value) {
    bytes.setU16(18, value);
  }

  /// `TCP 40000 > 443, flags 0x12`.
  @Override
  public String toString() {
    return "TCP %d > %d, flags %#x".formatted(sourcePort(), destinationPort(), flags());
  }
}
