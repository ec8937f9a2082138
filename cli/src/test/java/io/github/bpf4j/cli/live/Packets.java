package io.github.bpf4j.cli.live;

import io.github.bpf4j.api.Ipv4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
    return ethernet(0x0806, 60);
  }

  static byte[] ipv6() {
    var frame = ethernet(0x86dd, 74);
    frame[14] = 0x60;
    return frame;
  }

  /// An IPv4 packet behind a VLAN tag, which a program sees where its type field is read.
  static byte[] vlan(String source) {
    var inner = ipv4(source, UDP, 60);
    var frame = ethernet(0x8100, 64);
    frame[15] = 5;
    System.arraycopy(inner, 12, frame, 16, inner.length - 12);
    return frame;
  }

  /// The first `length` bytes of an IPv4 packet.
  static byte[] runt(int length) {
    return Arrays.copyOf(udp("192.0.2.99"), length);
  }

  private static byte[] ipv4(String source, int protocol, int length) {
    var frame = ethernet(0x0800, length);
    var fields = ByteBuffer.wrap(frame);
    fields.put(14, (byte) 0x45);
    fields.putShort(16, (short) (length - 14));
    fields.put(22, (byte) 64);
    fields.put(23, (byte) protocol);
    fields.putInt(26, Ipv4Address.parse(source).bits());
    fields.putInt(30, Ipv4Address.parse("192.0.2.1").bits());
    fields.putShort(24, checksum(fields));
    return frame;
  }

  private static byte[] ethernet(int type, int length) {
    var frame = new byte[length];
    Arrays.fill(frame, 0, 6, (byte) 0xff);
    frame[6] = 2;
    frame[12] = (byte) (type >> 8);
    frame[13] = (byte) type;
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
