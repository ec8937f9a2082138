package io.github.bpf4j.cli.live;

import io.github.bpf4j.api.Ipv4Address;
import java.nio.ByteBuffer;

/// Ethernet frames, broadcast, so that the network stack takes them.
final class Packets {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private Packets() {}

  static byte[] icmp(String source) {
    return ipv4(source, ICMP, 98);
  }

  static byte[] tcp(String source) {
    return ipv4(source, TCP, 74);
  }

  static byte[] udp(String source) {
    return ipv4(source, UDP, 60);
  }

  /// A UDP packet of `length` bytes, Ethernet header included.
  static byte[] udp(String source, int length) {
    return ipv4(source, UDP, length);
  }

  static byte[] arp() {
    return ethernet(0x0806, 60).array();
  }

  static byte[] ipv6() {
    var frame = ethernet(0x86dd, 74);
    frame.put(14, (byte) 0x60);
    return frame.array();
  }

  /// An IPv4 packet behind a VLAN tag, which a program sees where its type field is read.
  static byte[] vlan(String source) {
    var inner = ipv4(source, UDP, 60);
    var frame = ethernet(0x8100, 64);
    frame.putShort(14, (short) 5);
    frame.put(16, inner, 12, inner.length - 12);
    return frame.array();
  }

  /// The first `length` bytes of an IPv4 packet.
  static byte[] runt(int length) {
    return java.util.Arrays.copyOf(udp("192.0.2.99"), length);
  }

  private static byte[] ipv4(String source, int protocol, int length) {
    var frame = ethernet(0x0800, length);
    frame.put(14, (byte) 0x45);
    frame.putShort(16, (short) (length - 14));
    frame.put(22, (byte) 64);
    frame.put(23, (byte) protocol);
    frame.putInt(26, Ipv4Address.parse(source).bits());
    frame.putInt(30, Ipv4Address.parse("192.0.2.1").bits());
    frame.putShort(24, checksum(frame));
    return frame.array();
  }

  private static ByteBuffer ethernet(int type, int length) {
    var frame = ByteBuffer.allocate(length);
    for (int i = 0; i < 6; i++) {
      frame.put(i, (byte) 0xff);
    }
    frame.put(6, (byte) 2);
    frame.putShort(12, (short) type);
    return frame;
  }

  /// RFC 1071.
  private static short checksum(ByteBuffer frame) {
    int sum = 0;
    for (int i = 14; i < 34; i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }
}
