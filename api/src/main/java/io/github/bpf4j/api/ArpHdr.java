package io.github.bpf4j.api;

/// An ARP packet for IPv4 over Ethernet: who has this address?
///
/// Source: RFC 826; `include/uapi/linux/if_arp.h`.
public final class ArpHdr {
  /// Bytes in a packet for IPv4 over Ethernet.
  public static final int LEN = 28;

  private final PacketSlice bytes;

  private ArpHdr(PacketSlice bytes) {
    this.bytes = bytes;
  }

  /// The header that begins at byte `offset` of the packet.
  ///
  /// @throws PacketBoundsException if the packet ends before it does
  public static ArpHdr at(XdpContext ctx, int offset) {
    return new ArpHdr(ctx.slice(offset, LEN));
  }

  /// Where the header begins in the packet.
  public int offset() {
    return bytes.offset();
  }

  /// The kind of hardware addresses; 1 is Ethernet.
  public int hardwareType() {
    return bytes.u16(0);
  }

  /// Sets [#hardwareType].
  public void setHardwareType(int value) {
    bytes.setU16(0, value);
  }

  /// The kind of protocol addresses, an [EtherType] number; 0x0800 is IPv4.
  public int protocolType() {
    return bytes.u16(2);
  }

  /// Sets [#protocolType].
  public void setProtocolType(int value) {
    bytes.setU16(2, value);
  }

  /// Bytes in a hardware address: 6 for Ethernet. The addresses here are right only if it is.
  public int hardwareLength() {
    return bytes.u8(4);
  }

  /// Sets [#hardwareLength].
  public void setHardwareLength(int value) {
    bytes.setU8(4, value);
  }

  /// Bytes in a protocol address: 4 for IPv4. The addresses here are right only if it is.
  public int protocolLength() {
    return bytes.u8(5);
  }

  /// Sets [#protocolLength].
  public void setProtocolLength(int value) {
    bytes.setU8(5, value);
  }

  /// What the packet does: 1 is a request, 2 a reply.
  public int operation() {
    return bytes.u16(6);
  }

  /// Sets [#operation].
  public void setOperation(int value) {
    bytes.setU16(6, value);
  }

  /// The sender's hardware address.
  public MacAddress senderHardware() {
    return new MacAddress((short) bytes.u16(8), (short) bytes.u16(10), (short) bytes.u16(12));
  }

  /// Sets [#senderHardware].
  public void setSenderHardware(MacAddress value) {
    bytes.setU16(8, value.first());
    bytes.setU16(10, value.second());
    bytes.setU16(12, value.third());
  }

  /// The sender's IPv4 address.
  public Ipv4Address senderProtocol() {
    return new Ipv4Address(bytes.i32(14));
  }

  /// Sets [#senderProtocol].
  public void setSenderProtocol(Ipv4Address value) {
    bytes.setI32(14, value.bits());
  }

  /// The target's hardware address; zero in a request.
  public MacAddress targetHardware() {
    return new MacAddress((short) bytes.u16(18), (short) bytes.u16(20), (short) bytes.u16(22));
  }

  /// Sets [#targetHardware].
  public void setTargetHardware(MacAddress value) {
    bytes.setU16(18, value.first());
    bytes.setU16(20, value.second());
    bytes.setU16(22, value.third());
  }

  /// The target's IPv4 address: the one that a request asks for.
  public Ipv4Address targetProtocol() {
    return new Ipv4Address(bytes.i32(24));
  }

  /// Sets [#targetProtocol].
  public void setTargetProtocol(Ipv4Address value) {
    bytes.setI32(24, value.bits());
  }

  /// `ARP 1: 192.0.2.1 at 02:00:00:00:00:01, for 192.0.2.2`.
  @Override
  public String toString() {
    return "ARP %d: %s at %s, for %s"
        .formatted(operation(), senderProtocol(), senderHardware(), targetProtocol());
  }
}
