package io.github.bpf4j.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Captures built byte by byte from the format's description, independently of the writer.
final class CaptureBytes {
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
  private final List<Integer> packetEnds = new ArrayList<>();
  private final List<Integer> cleanEnds = new ArrayList<>();

  private CaptureBytes(ByteOrder order) {
    buffer.order(order);
  }

  static CaptureBytes in(ByteOrder order) {
    return new CaptureBytes(order);
  }

  /// A pcap file header, version 2.4.
  static CaptureBytes pcap(ByteOrder order, int magic, int linkType) {
    return in(order).u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65_535).u32(linkType).cleanEnd();
  }

  /// A pcapng section header with an application option, and nothing else.
  static CaptureBytes pcapng(ByteOrder order) {
    return in(order).section(order);
  }

  CaptureBytes section(ByteOrder order) {
    buffer.order(order);
    return block(
        0x0a0d0d0a,
        b ->
            b.u32(0x1a2b3c4d)
                .u16(1)
                .u16(0)
                .u32(-1)
                .u32(-1)
                .option(4, "test".getBytes(UTF_8))
                .u32(0));
  }

  CaptureBytes record(long seconds, long fraction, int originalLength, byte[] data) {
    u32((int) seconds).u32((int) fraction).u32(data.length).u32(originalLength).bytes(data);
    return packetEnd();
  }

  /// An interface description; `options` without the end-of-options option.
  CaptureBytes interfaceBlock(int linkType, int snapLength, Part options) {
    return block(1, b -> options.addTo(b.u16(linkType).u16(0).u32(snapLength)).u32(0));
  }

  CaptureBytes interfaceBlock(int linkType) {
    return block(1, b -> b.u16(linkType).u16(0).u32(262_144));
  }

  CaptureBytes enhanced(int interfaceIndex, long ticks, int originalLength, byte[] data) {
    block(
        6,
        b ->
            b.u32(interfaceIndex)
                .u32((int) (ticks >>> 32))
                .u32((int) ticks)
                .u32(data.length)
                .u32(originalLength)
                .padded(data)
                .option(1, "a comment".getBytes(UTF_8))
                .u32(0));
    return packetEnd();
  }

  CaptureBytes simple(int originalLength, byte[] data) {
    block(3, b -> b.u32(originalLength).padded(data));
    return packetEnd();
  }

  CaptureBytes obsolete(int interfaceIndex, long ticks, int originalLength, byte[] data) {
    block(
        2,
        b ->
            b.u16(interfaceIndex)
                .u16(7)
                .u32((int) (ticks >>> 32))
                .u32((int) ticks)
                .u32(data.length)
                .u32(originalLength)
                .padded(data));
    return packetEnd();
  }

  /// A block of any type with the right lengths around its body.
  CaptureBytes block(int type, Part body) {
    int start = buffer.position();
    u32(type).u32(0);
    body.addTo(this);
    int total = buffer.position() - start + 4;
    u32(total);
    buffer.putInt(start + 4, total);
    return cleanEnd();
  }

  CaptureBytes option(int code, byte[] value) {
    return u16(code).u16(value.length).padded(value);
  }

  CaptureBytes padded(byte[] data) {
    return bytes(data).bytes(new byte[-data.length & 3]);
  }

  CaptureBytes u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  CaptureBytes u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  CaptureBytes u32(int value) {
    buffer.putInt(value);
    return this;
  }

  CaptureBytes u64(long value) {
    buffer.putLong(value);
    return this;
  }

  CaptureBytes bytes(byte[] value) {
    buffer.put(value);
    return this;
  }

  private CaptureBytes packetEnd() {
    packetEnds.add(buffer.position());
    return cleanEnd();
  }

  private CaptureBytes cleanEnd() {
    cleanEnds.add(buffer.position());
    return this;
  }

  byte[] toBytes() {
    byte[] result = new byte[buffer.position()];
    buffer.get(0, result);
    return result;
  }

  /// How many packets are whole in the first `length` bytes.
  long packetsWithin(int length) {
    return packetEnds.stream().filter(end -> end <= length).count();
  }

  /// Whether a capture may end after `length` bytes.
  boolean mayEndAt(int length) {
    return cleanEnds.contains(length);
  }

  CaptureReader open() throws IOException {
    return open(toBytes());
  }

  static CaptureReader open(byte[] capture) throws IOException {
    return CaptureReader.open(new ByteArrayInputStream(capture), "test.pcap");
  }

  /// The next packet, where there must be one.
  static CapturedPacket next(CaptureReader reader) throws IOException {
    return requireNonNull(reader.next(), "a packet was expected");
  }

  /// All packets, each a copy.
  List<CapturedPacket> packets() throws IOException {
    try (var reader = open()) {
      return packets(reader);
    }
  }

  static List<CapturedPacket> packets(CaptureReader reader) throws IOException {
    var all = new ArrayList<CapturedPacket>();
    for (var packet = reader.next(); packet != null; packet = reader.next()) {
      all.add(packet.copy());
    }
    return all;
  }

  /// `length` bytes that differ from each other and from packet to packet.
  static byte[] data(int length, int seed) {
    byte[] result = new byte[length];
    for (int i = 0; i < length; i++) {
      result[i] = (byte) (seed * 31 + i * 7);
    }
    return result;
  }

  /// Something that adds bytes.
  interface Part {
    CaptureBytes addTo(CaptureBytes capture);
  }
}
