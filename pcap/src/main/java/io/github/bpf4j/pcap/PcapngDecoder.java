package io.github.bpf4j.pcap;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes pcapng (draft-ietf-opsawg-pcapng): a file is a row of blocks of this form, all in the byte order of the
/// section header that precedes them.
///
/// ```text
/// 0 type   4 total length (a multiple of 4)   8 body   total-4 total length again
/// ```
///
/// Only fixed fields, packet data and the options of an interface are looked at; the rest is stepped over, so that the
/// length of a block is never an amount of memory.
final class PcapngDecoder implements PacketDecoder {
  /// Block types. A section header reads the same in both byte orders.
  static final int SECTION_HEADER = 0x0a0d0d0a;

  static final int INTERFACE_DESCRIPTION = 1;
  static final int OBSOLETE_PACKET = 2;
  static final int SIMPLE_PACKET = 3;
  static final int ENHANCED_PACKET = 6;

  static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  /// Options of an interface description.
  static final int OPT_END = 0;

  static final int IF_NAME = 2;
  static final int IF_TSRESOL = 9;
  static final int IF_TSOFFSET = 14;

  private static final int BLOCK_HEADER = 8;
  private static final int BLOCK_TRAILER = 4;
  private static final int BLOCK_OVERHEAD = BLOCK_HEADER + BLOCK_TRAILER;
  private static final int OPTION_HEADER = 4;
  private static final int MAJOR = 1;

  /// Bounds that real captures stay far below; they keep memory constant for hostile ones.
  private static final int MAX_INTERFACES = 65_536;

  private static final int MAX_NAME_BYTES = 256;

  private final ByteSource source;
  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private long packets;

  /// The block being read: where it starts, its total length, and how much of its body is not yet consumed.
  private long blockStart;

  private long blockLength;
  private long bodyLeft;

  private PcapngDecoder(ByteSource source) {
    this.source = source;
  }

  /// Reads the first section header.
  static PcapngDecoder open(ByteSource source) throws IOException {
    var decoder = new PcapngDecoder(source);
    source.request(BLOCK_HEADER);
    decoder.sectionHeader();
    return decoder;
  }

  @Override
  public boolean next(CapturedPacket packet) throws IOException {
    while (true) {
      int have = source.request(BLOCK_HEADER);
      if (have == 0) {
        return false;
      }
      blockStart = source.offset();
      if (have < BLOCK_HEADER) {
        throw source.truncated("a block header has 8 bytes, %d are left".formatted(have));
      }
      int type = source.int32(0);
      if (type == SECTION_HEADER) {
        sectionHeader();
        continue;
      }
      enterBlock();
      boolean isPacket =
          switch (type) {
            case ENHANCED_PACKET -> timedPacket(packet, false);
            case SIMPLE_PACKET -> simplePacket(packet);
            case OBSOLETE_PACKET -> timedPacket(packet, true);
            case INTERFACE_DESCRIPTION -> interfaceDescription();
            // Name resolution, statistics, custom and future blocks hold no packets.
            default -> false;
          };
      leaveBlock();
      if (isPacket) {
        packets++;
        return true;
      }
    }
  }

  private void sectionHeader() throws IOException {
    blockStart = source.offset();
    int have = source.request(BLOCK_OVERHEAD);
    if (have < BLOCK_OVERHEAD) {
      throw source.truncated("a section header has at least 28 bytes, %d are left".formatted(have));
    }
    // The byte order is stated after the block's length, and has to be known to read it.
    source.order(ByteOrder.LITTLE_ENDIAN);
    int magic = source.int32(BLOCK_HEADER);
    if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
      source.order(ByteOrder.BIG_ENDIAN);
    } else if (magic != BYTE_ORDER_MAGIC) {
      throw source.corrupt(
          blockStart + BLOCK_HEADER,
          "the section header's byte-order magic is wrong: this is no pcapng file, or it is corrupt"
              + " here");
    }
    enterBlock();
    // Byte-order magic, version, and the section's length, which is often unknown and never needed.
    takeFixed(16, "a section header");
    int major = source.uint16(4);
    int minor = source.uint16(6);
    if (major != MAJOR) {
      throw source.corrupt(
          blockStart + 12, "pcapng version %d.%d is not known, only 1.x".formatted(major, minor));
    }
    source.advance(16);
    leaveBlock();
    interfaces.clear();
  }

  private void enterBlock() throws IOException {
    blockLength = source.uint32(4);
    if (blockLength < BLOCK_OVERHEAD || blockLength % 4 != 0) {
      throw source.corrupt(
          blockStart + 4,
          "a block says %d bytes, but blocks have at least 12 and a multiple of 4: the file is corrupt here"
              .formatted(blockLength));
    }
    source.advance(BLOCK_HEADER);
    bodyLeft = blockLength - BLOCK_OVERHEAD;
  }

  private void leaveBlock() throws IOException {
    if (source.skip(bodyLeft) < bodyLeft || source.request(BLOCK_TRAILER) < BLOCK_TRAILER) {
      throw truncatedBlock();
    }
    long again = source.uint32(0);
    if (again != blockLength) {
      throw source.corrupt(
          source.offset(),
          "the block at byte %d says %d bytes at its start and %d at its end: the file is corrupt here"
              .formatted(blockStart, blockLength, again));
    }
    source.advance(BLOCK_TRAILER);
  }

  /// Makes the next bytes of the body visible; the caller advances over them.
  private void takeFixed(int count, String what) throws IOException {
    if (bodyLeft < count) {
      throw source.corrupt(
          blockStart + 4, "a block of %d bytes is too short to be %s".formatted(blockLength, what));
    }
    if (source.request(count) < count) {
      throw truncatedBlock();
    }
    bodyLeft -= count;
  }

  private CaptureException truncatedBlock() {
    return source.truncated(
        "the block at byte %d says %d bytes, %d are left"
            .formatted(blockStart, blockLength, source.end() - blockStart));
  }

  /// ```text
  /// 0 interface   4 time, high half   8 time, low half   12 captured length   16 original length   20 data, options
  /// ```
  /// The obsolete packet block has an interface of 16 bits, then 16 bits that count dropped packets.
  private boolean timedPacket(CapturedPacket packet, boolean obsolete) throws IOException {
    takeFixed(20, obsolete ? "a packet block" : "an enhanced packet block");
    int index = obsolete ? source.uint16(0) : source.int32(0);
    var from = interfaceOf(index);
    long ticks = source.uint32(4) << Integer.SIZE | source.uint32(8);
    long captured = source.uint32(12);
    long original = source.uint32(16);
    source.advance(20);
    packetData(packet, captured);
    packet.describe(packets + 1, index, from.linkType(), original);
    packet.timestamp(from.toNanos(ticks));
    return true;
  }

  /// `0 original length   4 data`: the first interface, no time, and the snapshot length says how much was captured.
  private boolean simplePacket(CapturedPacket packet) throws IOException {
    takeFixed(4, "a simple packet block");
    var from = interfaceOf(0);
    long original = source.uint32(0);
    source.advance(4);
    long snap = from.snapLength();
    packetData(packet, snap == 0 ? original : Math.min(original, snap));
    packet.describe(packets + 1, 0, from.linkType(), original);
    packet.noTimestamp();
    return true;
  }

  private CaptureInterface interfaceOf(int index) throws CaptureException {
    if (Integer.compareUnsigned(index, interfaces.size()) >= 0) {
      throw source.corrupt(
          blockStart + BLOCK_HEADER,
          "packet %d says interface %d, but the section has described %d"
              .formatted(packets + 1, Integer.toUnsignedLong(index), interfaces.size()));
    }
    return interfaces.get(index);
  }

  private void packetData(CapturedPacket packet, long captured) throws IOException {
    if (captured > bodyLeft || captured > MAX_CAPTURED) {
      throw source.corrupt(
          blockStart + BLOCK_HEADER,
          "packet %d says %d bytes, but %s: the file is corrupt here"
              .formatted(
                  packets + 1,
                  captured,
                  captured > bodyLeft
                      ? "its block has room for " + bodyLeft
                      : "no capture holds more than " + MAX_CAPTURED + " of a packet"));
    }
    int length = (int) captured;
    int got = source.read(packet.reserve(length), length);
    if (got < length) {
      throw source.truncated(
          "packet %d says %d bytes, %d are left".formatted(packets + 1, length, got));
    }
    bodyLeft -= length;
  }

  /// `0 link type (16 bits)   2 reserved   4 snapshot length   8 options`.
  private boolean interfaceDescription() throws IOException {
    takeFixed(8, "an interface description");
    if (interfaces.size() == MAX_INTERFACES) {
      throw source.corrupt(
          blockStart, "a section describes more than " + MAX_INTERFACES + " interfaces");
    }
    var linkType = new LinkType(source.uint16(0));
    long snapLength = source.uint32(4);
    source.advance(8);

    var resolution = TimestampResolution.MICROSECONDS;
    long offsetSeconds = 0;
    @Nullable String name = null;
    while (bodyLeft > 0) {
      takeFixed(OPTION_HEADER, "an option");
      int code = source.uint16(0);
      int length = source.uint16(2);
      source.advance(OPTION_HEADER);
      if (code == OPT_END) {
        break;
      }
      if (length > bodyLeft) {
        throw source.corrupt(
            source.offset() - 2,
            "option %d says %d bytes, but its block has %d left: the file is corrupt here"
                .formatted(code, length, bodyLeft));
      }
      switch (code) {
        case IF_TSRESOL -> {
          requireLength("if_tsresol", 1, length);
          resolution = TimestampResolution.ofOption(source.int8(0));
        }
        case IF_TSOFFSET -> {
          requireLength("if_tsoffset", Long.BYTES, length);
          offsetSeconds = source.int64(0);
        }
        case IF_NAME -> {
          int visible = Math.min(length, MAX_NAME_BYTES);
          if (source.request(visible) < visible) {
            throw truncatedBlock();
          }
          name = source.text(visible);
        }
        default -> {
          // Addresses, filters and comments do not change how packets are read.
        }
      }
      int padded = length + 3 & ~3;
      if (source.skip(padded) < padded) {
        throw truncatedBlock();
      }
      bodyLeft -= padded;
    }
    interfaces.add(new CaptureInterface(linkType, snapLength, resolution, offsetSeconds, name));
    return false;
  }

  /// Checks the length of an option's value and makes the value visible.
  private void requireLength(String option, int expected, int length) throws IOException {
    if (length != expected) {
      throw source.corrupt(
          source.offset() - 2,
          "the option %s has %d bytes, not %d".formatted(option, length, expected));
    }
    if (source.request(length) < length) {
      throw truncatedBlock();
    }
  }

  @Override
  public CaptureFormat format() {
    return CaptureFormat.PCAPNG;
  }

  @Override
  public List<CaptureInterface> interfaces() {
    return List.copyOf(interfaces);
  }
}
