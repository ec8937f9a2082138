package io.github.bpf4j.pcap;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;

/// Decodes pcap (pcap-savefile(5)): a file header of 24 bytes, then packet records of a 16-byte header and data.
///
/// ```text
/// file    0 magic   4 major, minor   8 reserved   16 snapshot length   20 link type (low 16 bits)
/// record  0 seconds   4 micro- or nanoseconds   8 captured length   12 original length   16 data
/// ```
final class PcapDecoder implements PacketDecoder {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MAJOR = 2;
  private static final int MINOR = 4;
  private static final int LINK_TYPE_MASK = 0xffff;

  private final ByteSource source;
  private final CaptureInterface description;
  private final long nanosPerTick;
  private final boolean lengthsMayBeSwapped;
  private long packets;

  private PcapDecoder(ByteSource source, CaptureInterface description, boolean oldMinor) {
    this.source = source;
    this.description = description;
    this.nanosPerTick = description.resolution().toNanos(1);
    this.lengthsMayBeSwapped = oldMinor;
  }

  /// Reads the file header.
  static PcapDecoder open(ByteSource source, ByteOrder order, TimestampResolution resolution)
      throws IOException {
    source.order(order);
    int have = source.request(FILE_HEADER);
    if (have < FILE_HEADER) {
      throw source.truncated("the pcap file header has 24 bytes, only " + have + " are there");
    }
    int major = source.uint16(4);
    int minor = source.uint16(6);
    if (major != MAJOR || minor > MINOR) {
      throw source.corrupt(
          4, "pcap version %d.%d is not known, only up to 2.4".formatted(major, minor));
    }
    var linkType = new LinkType(source.int32(20) & LINK_TYPE_MASK);
    var description = new CaptureInterface(linkType, source.uint32(16), resolution, 0, null);
    source.advance(FILE_HEADER);
    return new PcapDecoder(source, description, minor < MINOR);
  }

  @Override
  public boolean next(CapturedPacket packet) throws IOException {
    long number = packets + 1;
    int have = source.request(RECORD_HEADER);
    if (have == 0) {
      return false;
    }
    if (have < RECORD_HEADER) {
      throw source.truncated(
          "the header of packet %d has 16 bytes, %d are left".formatted(number, have));
    }
    long seconds = source.uint32(0);
    long ticks = source.uint32(4);
    long captured = source.uint32(8);
    long original = source.uint32(12);
    if (lengthsMayBeSwapped && captured > original) {
      // Version 2.3 changed the order of the two lengths, and not every writer followed.
      long first = captured;
      captured = original;
      original = first;
    }
    if (captured > MAX_CAPTURED) {
      throw source.corrupt(
          source.offset() + 8,
          "packet %d says %d bytes, but no capture holds more than %d of a packet: the file is corrupt here"
              .formatted(number, captured, MAX_CAPTURED));
    }
    source.advance(RECORD_HEADER);
    int length = (int) captured;
    int got = source.read(packet.reserve(length), length);
    if (got < length) {
      throw source.truncated("packet %d says %d bytes, %d are left".formatted(number, length, got));
    }
    packet.describe(number, 0, description.linkType(), original);
    packet.timestamp(seconds * TimestampResolution.NANOS_PER_SECOND + ticks * nanosPerTick);
    packets = number;
    return true;
  }

  @Override
  public CaptureFormat format() {
    return CaptureFormat.PCAP;
  }

  @Override
  public List<CaptureInterface> interfaces() {
    return List.of(description);
  }
}
