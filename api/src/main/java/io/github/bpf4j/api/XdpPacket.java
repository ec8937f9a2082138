package io.github.bpf4j.api;

/// A packet outside the kernel: bytes in a buffer, with room before and after them for a program
/// that moves the packet's head or tail. User-space code makes it and hands it to a runtime; a
/// program sees it as an [XdpContext].
///
/// Mutable and reusable: [#set] puts the next packet in. Not thread-safe.
public final class XdpPacket {
  /// Bytes free before a packet, as the kernel guarantees (`XDP_PACKET_HEADROOM`).
  public static final int HEADROOM = 256;

  /// The most bytes that a packet may have: what the kernel's verifier lets a program reach.
  public static final int MAX_LENGTH = 65_535;

  private static final int TAILROOM = 320;

  private byte[] buffer = new byte[HEADROOM + 2048 + TAILROOM];
  private int start = HEADROOM;
  private int end = HEADROOM;
  private int ingressInterface = 1;
  private int rxQueue;
  private long timestampNanos;

  /// An empty packet.
  public XdpPacket() {}

  /// A packet with a copy of `bytes`.
  public static XdpPacket of(byte[] bytes) {
    var packet = new XdpPacket();
    packet.set(bytes, 0, bytes.length);
    return packet;
  }

  /// Replaces the packet by a copy of `length` bytes of `source` from `offset` on.
  ///
  /// @throws IllegalArgumentException if `length` is more than [#MAX_LENGTH]
  public void set(byte[] source, int offset, int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a packet has at most %d bytes, not %d".formatted(MAX_LENGTH, length));
    }
    if (buffer.length < HEADROOM + length + TAILROOM) {
      buffer = new byte[HEADROOM + length + TAILROOM];
    }
    System.arraycopy(source, offset, buffer, HEADROOM, length);
    start = HEADROOM;
    end = HEADROOM + length;
  }

  /// Says which interface (index) and receive queue the packet came in by; 1 and 0 at first.
  public void receivedBy(int interfaceIndex, int queue) {
    ingressInterface = interfaceIndex;
    rxQueue = queue;
  }

  /// Says when the packet came in, in nanoseconds since 1970-01-01 UTC; 0, as at first, for the time
  /// at which it is run.
  public void receivedAt(long timestampNanos) {
    this.timestampNanos = timestampNanos;
  }

  /// When the packet came in, in nanoseconds since 1970-01-01 UTC, or 0 for the time at which it is
  /// run: the time of the log records that its run makes.
  public long timestampNanos() {
    return timestampNanos;
  }

  /// Moves the packet's first and last byte within [#buffer].
  ///
  /// @throws IndexOutOfBoundsException if they do not lie in the buffer in this order
  public void bounds(int start, int end) {
    java.util.Objects.checkFromToIndex(start, end, buffer.length);
    this.start = start;
    this.end = end;
  }

  /// The memory that holds the packet: it changes with [#set], so do not keep it.
  public byte[] buffer() {
    return buffer;
  }

  /// Where in [#buffer] the packet begins.
  public int start() {
    return start;
  }

  /// Where in [#buffer] the packet ends, exclusive.
  public int end() {
    return end;
  }

  /// Bytes in the packet.
  public int length() {
    return end - start;
  }

  /// The index of the interface that the packet came in by.
  public int ingressInterface() {
    return ingressInterface;
  }

  /// The receive queue that the packet came in by.
  public int rxQueue() {
    return rxQueue;
  }

  /// A copy of the packet's bytes.
  public byte[] bytes() {
    return java.util.Arrays.copyOfRange(buffer, start, end);
  }
}
