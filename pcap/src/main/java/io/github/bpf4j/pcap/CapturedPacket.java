package io.github.bpf4j.pcap;

import java.util.Arrays;

/// One packet of a capture. The reader owns and **reuses** it: its contents are valid until the next call of
/// [CaptureReader#next], after which the same object holds the next packet. Keep one with [#copy].
public final class CapturedPacket {
  private static final int INITIAL_CAPACITY = 2048;

  private byte[] data;
  private int length;
  private long originalLength;
  private boolean timestamped;
  private long timestampNanos;
  private int interfaceIndex;
  private LinkType linkType;
  private long number;

  CapturedPacket() {
    data = new byte[INITIAL_CAPACITY];
    linkType = LinkType.ETHERNET;
  }

  private CapturedPacket(CapturedPacket other) {
    data = other.bytes();
    length = other.length;
    originalLength = other.originalLength;
    timestamped = other.timestamped;
    timestampNanos = other.timestampNanos;
    interfaceIndex = other.interfaceIndex;
    linkType = other.linkType;
    number = other.number;
  }

  /// The buffer that holds the packet's bytes, from index 0 to `length() - 1`; what lies beyond is left over from other
  /// packets. It is the packet's own buffer, not a copy, and a larger packet may replace it by a larger one.
  public byte[] data() {
    return data;
  }

  /// How many bytes of the packet were captured, 0 to 262,144.
  public int length() {
    return length;
  }

  /// How many bytes the packet had on the network, an unsigned 32-bit number: more than [#length] where the capture kept
  /// only the first ones.
  public long originalLength() {
    return originalLength;
  }

  /// Whether the capture kept fewer bytes than the packet had.
  public boolean isTruncated() {
    return originalLength > length;
  }

  /// When the packet was captured, in nanoseconds since 1970-01-01T00:00:00Z; 0 where [#hasTimestamp] is false. A time
  /// that a `long` cannot hold is the nearest one that it can.
  public long timestampNanos() {
    return timestampNanos;
  }

  /// Whether the capture says when the packet was captured. False only for pcapng's Simple Packet Blocks.
  public boolean hasTimestamp() {
    return timestamped;
  }

  /// The interface that saw the packet, as an index into [CaptureReader#interfaces].
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /// The link-layer type of the packet's first bytes.
  public LinkType linkType() {
    return linkType;
  }

  /// The packet's place in the file, counted from 1 as Wireshark and tcpdump do.
  public long number() {
    return number;
  }

  /// The captured bytes, in an array of their own of exactly [#length] bytes.
  public byte[] bytes() {
    return Arrays.copyOf(data, length);
  }

  /// A packet with the same contents that no reader will change.
  public CapturedPacket copy() {
    return new CapturedPacket(this);
  }

  /// Number, lengths, time and link type, for a log.
  @Override
  public String toString() {
    return "packet %d: %d of %d bytes, %s, %s"
        .formatted(
            number,
            length,
            originalLength,
            timestamped ? timestampNanos + " ns" : "no timestamp",
            linkType);
  }

  /// Makes room for a packet of so many bytes and returns the buffer to put them into.
  byte[] reserve(int bytes) {
    if (bytes > data.length) {
      data = new byte[Integer.highestOneBit(bytes - 1) << 1];
    }
    length = bytes;
    return data;
  }

  void describe(long packetNumber, int index, LinkType type, long lengthOnNetwork) {
    number = packetNumber;
    interfaceIndex = index;
    linkType = type;
    originalLength = lengthOnNetwork;
  }

  void timestamp(long nanos) {
    timestamped = true;
    timestampNanos = nanos;
  }

  void noTimestamp() {
    timestamped = false;
    timestampNanos = 0;
  }
}
