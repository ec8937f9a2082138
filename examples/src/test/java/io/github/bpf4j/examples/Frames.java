package io.github.bpf4j.examples;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.XdpPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Ethernet frames to test with.
final class Frames {
  private Frames() {}

  /// A UDP packet from `source`, `length` bytes with its Ethernet header.
  static XdpPacket ipv4(String source, int length) {
    return XdpPacket.of(bytes(ipv4(17, source, "192.0.2.1", length)));
  }

  /// An IPv4 packet without a payload yet, from 02:00:00:00:00:01 to 02:00:00:00:00:02.
  static ByteBuffer ipv4(int protocol, String source, String destination, int length) {
    var frame = ByteBuffer.allocate(length);
    frame.putLong(0, 0x0200_0000_0002_0200L);
    frame.putInt(8, 1);
    frame.putShort(12, (short) 0x0800);
    frame.put(14, (byte) 0x45);
    frame.putShort(16, (short) (length - 14));
    frame.put(22, (byte) 64);
    frame.put(23, (byte) protocol);
    frame.putInt(26, Ipv4Address.parse(source).bits());
    frame.putInt(30, Ipv4Address.parse(destination).bits());
    frame.putShort(24, checksum(frame, 14, 20));
    return frame;
  }

  /// All bytes of a frame.
  static byte[] bytes(ByteBuffer frame) {
    var bytes = new byte[frame.capacity()];
    frame.get(0, bytes);
    return bytes;
  }

  /// The checksum of `length` bytes, an even number, that have 0 in its place.
  static short checksum(ByteBuffer frame, int offset, int length) {
    int sum = 0;
    for (int i = offset; i < offset + length; i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  /// An ARP request.
  static XdpPacket arp() {
    var frame = ByteBuffer.allocate(60);
    frame.putShort(12, (short) 0x0806);
    return XdpPacket.of(frame.array());
  }

  /// The first `length` bytes of an IPv4 packet.
  static XdpPacket cut(int length) {
    return cut(ipv4("192.0.2.1", 60), length);
  }

  /// The first `length` bytes of a packet.
  static XdpPacket cut(XdpPacket packet, int length) {
    return XdpPacket.of(Arrays.copyOf(packet.bytes(), length));
  }
}
