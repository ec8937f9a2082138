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
    var frame = ByteBuffer.allocate(length);
    frame.putShort(12, (short) 0x0800);
    frame.put(14, (byte) 0x45);
    frame.putShort(16, (short) (length - 14));
    frame.put(23, (byte) 17);
    frame.putInt(26, Ipv4Address.parse(source).bits());
    return XdpPacket.of(frame.array());
  }

  /// An ARP request.
  static XdpPacket arp() {
    var frame = ByteBuffer.allocate(60);
    frame.putShort(12, (short) 0x0806);
    return XdpPacket.of(frame.array());
  }

  /// The first `length` bytes of an IPv4 packet.
  static XdpPacket cut(int length) {
    return XdpPacket.of(Arrays.copyOf(ipv4("192.0.2.1", 60).bytes(), length));
  }
}
