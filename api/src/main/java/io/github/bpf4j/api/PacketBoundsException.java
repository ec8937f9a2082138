package io.github.bpf4j.api;

/// The packet is too short for the bytes that were asked for.
///
/// Uncaught, it ends an XDP program with [XdpAction#ABORTED].
public final class PacketBoundsException extends RuntimeException {
  /// For `length` bytes asked for at `offset` of a packet of `packetLength` bytes.
  public PacketBoundsException(int offset, int length, int packetLength) {
    super(
        "bytes %d..%d of the packet were asked for, but it has %d bytes"
            .formatted(offset, (long) offset + length - 1, packetLength));
  }
}
