package io.github.bpf4j.pcap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Writes a capture with one interface, little-endian, through a buffer of its own. A writer belongs to one thread at a
/// time.
///
/// ```java
/// try (var writer = CaptureWriter.create(
///     Path.of("dropped.pcap"), CaptureFormat.PCAP, TimestampResolution.MICROSECONDS, LinkType.ETHERNET)) {
///   writer.write(frame, 0, frame.length, frame.length, timestampNanos);
/// }
/// ```
public final class CaptureWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final long MAX_UINT32 = 0xffff_ffffL;

  private final OutputStream out;
  private final CaptureFormat format;
  private final LinkType linkType;
  private final long nanosPerTick;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  private CaptureWriter(
      OutputStream out, CaptureFormat format, TimestampResolution resolution, LinkType linkType) {
    this.out = out;
    this.format = format;
    this.linkType = linkType;
    this.nanosPerTick = resolution.toNanos(1);
    switch (format) {
      case PCAP -> putPcapHeader(nanosPerTick == 1 ? 0xa1b23c4d : 0xa1b2c3d4);
      case PCAPNG -> putPcapngHeader(resolution);
    }
  }

  /// Creates a capture file, or overwrites one.
  ///
  /// @param resolution [TimestampResolution#MICROSECONDS] or [TimestampResolution#NANOSECONDS]
  /// @throws IOException if the file cannot be created
  public static CaptureWriter create(
      Path file, CaptureFormat format, TimestampResolution resolution, LinkType linkType)
      throws IOException {
    requireWritable(resolution);
    return to(Files.newOutputStream(file), format, resolution, linkType);
  }

  /// Writes a capture to a stream, which is closed with the writer.
  ///
  /// @param resolution [TimestampResolution#MICROSECONDS] or [TimestampResolution#NANOSECONDS]
  public static CaptureWriter to(
      OutputStream out, CaptureFormat format, TimestampResolution resolution, LinkType linkType) {
    requireWritable(resolution);
    return new CaptureWriter(out, format, resolution, linkType);
  }

  private static void requireWritable(TimestampResolution resolution) {
    if (!resolution.equals(TimestampResolution.MICROSECONDS)
        && !resolution.equals(TimestampResolution.NANOSECONDS)) {
      throw new IllegalArgumentException(
          "captures are written in microseconds or nanoseconds, not in ticks of " + resolution);
    }
  }

  private void putPcapHeader(int magic) {
    buffer.putInt(magic).putShort((short) 2).putShort((short) 4);
    buffer.putInt(0).putInt(0).putInt(PacketDecoder.MAX_CAPTURED).putInt(linkType.value());
  }

  private void putPcapngHeader(TimestampResolution resolution) {
    int section = 28;
    buffer.putInt(PcapngDecoder.SECTION_HEADER).putInt(section);
    buffer.putInt(PcapngDecoder.BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0);
    // -1: the length of the section is not known yet.
    buffer.putLong(-1).putInt(section);

    int description = 32;
    buffer.putInt(PcapngDecoder.INTERFACE_DESCRIPTION).putInt(description);
    buffer.putShort((short) linkType.value()).putShort((short) 0);
    buffer.putInt(PacketDecoder.MAX_CAPTURED);
    buffer.putShort((short) PcapngDecoder.IF_TSRESOL).putShort((short) 1);
    buffer.putInt(resolution.exponent());
    buffer.putInt(PcapngDecoder.OPT_END).putInt(description);
  }

  /// Writes a packet.
  ///
  /// @param bytes holds the captured bytes
  /// @param offset where they begin in `bytes`
  /// @param length how many there are, 0 to 262,144
  /// @param originalLength how many bytes the packet had on the network, 0 to 2^32-1
  /// @param timestampNanos nanoseconds since 1970-01-01T00:00:00Z, 0 or more; for pcap, before the year 2106. Rounded
  ///     down to the resolution of the capture
  /// @throws IllegalArgumentException if a number is out of its range
  /// @throws IOException if the system fails to write
  public void write(byte[] bytes, int offset, int length, long originalLength, long timestampNanos)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireRange("length", length, PacketDecoder.MAX_CAPTURED);
    requireRange("originalLength", originalLength, MAX_UINT32);
    requireRange("timestampNanos", timestampNanos, Long.MAX_VALUE);
    switch (format) {
      case PCAP -> {
        long seconds = timestampNanos / TimestampResolution.NANOS_PER_SECOND;
        requireRange("seconds of timestampNanos", seconds, MAX_UINT32);
        reserve(16);
        buffer.putInt((int) seconds);
        buffer.putInt((int) (timestampNanos % TimestampResolution.NANOS_PER_SECOND / nanosPerTick));
        buffer.putInt(length).putInt((int) originalLength);
        putData(bytes, offset, length);
      }
      case PCAPNG -> {
        long ticks = timestampNanos / nanosPerTick;
        int padding = -length & 3;
        int block = 32 + length + padding;
        reserve(28);
        buffer.putInt(PcapngDecoder.ENHANCED_PACKET).putInt(block).putInt(0);
        buffer.putInt((int) (ticks >>> Integer.SIZE)).putInt((int) ticks);
        buffer.putInt(length).putInt((int) originalLength);
        putData(bytes, offset, length);
        reserve(8);
        for (int i = 0; i < padding; i++) {
          buffer.put((byte) 0);
        }
        buffer.putInt(block);
      }
    }
  }

  /// Writes a packet as it was read, with time 0 if it has no timestamp.
  ///
  /// @throws IllegalArgumentException if its link type is not the capture's, or its time is out of range
  /// @throws IOException if the system fails to write
  public void write(CapturedPacket packet) throws IOException {
    if (!packet.linkType().equals(linkType)) {
      throw new IllegalArgumentException(
          "the capture's link type is %s, the packet's %s".formatted(linkType, packet.linkType()));
    }
    write(packet.data(), 0, packet.length(), packet.originalLength(), packet.timestampNanos());
  }

  private static void requireRange(String what, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " must be 0 to " + max + ", not " + value);
    }
  }

  private void reserve(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      drain();
    }
  }

  private void putData(byte[] bytes, int offset, int length) throws IOException {
    reserve(length);
    if (length <= buffer.remaining()) {
      buffer.put(bytes, offset, length);
    } else {
      // Larger than the whole buffer, which reserve has emptied.
      out.write(bytes, offset, length);
    }
  }

  private void drain() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /// Hands everything written so far to the system.
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  /// Writes what is buffered and closes the file or stream.
  @Override
  public void close() throws IOException {
    try (out) {
      drain();
    }
  }
}
