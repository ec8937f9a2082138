package io.github.bpf4j.api;

/// What an XDP program is given: the packet and where it came from (`struct xdp_md` in
/// `include/uapi/linux/bpf.h`).
///
/// A primitive of the compiler: its methods become instructions. Everything else that reads a
/// packet, such as [EthHdr], is ordinary Java over [#slice].
public final class XdpContext {
  private final XdpPacket packet;

  private XdpContext(XdpPacket packet) {
    this.packet = packet;
  }

  /// A context for a run on the plain JVM.
  public static XdpContext of(XdpPacket packet) {
    return new XdpContext(packet);
  }

  /// A context for a run on the plain JVM, over a copy of `bytes`.
  public static XdpContext of(byte[] bytes) {
    return new XdpContext(XdpPacket.of(bytes));
  }

  /// The packet outside the kernel.
  XdpPacket packet() {
    return packet;
  }

  /// Bytes in the packet.
  public int length() {
    return packet.length();
  }

  /// The index of the interface that the packet came in by.
  public int ingressInterface() {
    return packet.ingressInterface();
  }

  /// The receive queue that the packet came in by.
  public int rxQueue() {
    return packet.rxQueue();
  }

  /// The `length` bytes of the packet that begin at `offset`, once it is proven that the packet has
  /// them. `length` must be a constant of the program, from 0 to 65,535.
  ///
  /// @throws PacketBoundsException if the packet is shorter, or `offset` is negative
  public PacketSlice slice(int offset, int length) {
    if (offset < 0 || length < 0 || (long) offset + length > packet.length()) {
      throw new PacketBoundsException(offset, length, packet.length());
    }
    return new PacketSlice(packet, offset, length);
  }
}
