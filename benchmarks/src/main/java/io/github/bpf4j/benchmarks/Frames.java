package io.github.bpf4j.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Ethernet frames: some to measure with, many to compare verdicts on.
final class Frames {
  /// 10.1.2.3, the source of all IPv4 frames to measure with.
  static final int SOURCE = 0x0a010203;

  /// 10.9.9.9, their destination.
  static final int DESTINATION = 0x0a090909;

  private static final String STATIONS = "020000000002 020000000001";
  private static final String IPV6_ADDRESSES =
      "fd000000000000000000000000000001 fd000000000000000000000000000002";
  private static final String UDP = "04d2 0035 001e 0000";
  private static final String TCP = "04d2 0050 00000001 00000002 5010 0400 0000 0000";

  private Frames() {}

  /// 64 bytes of UDP over IPv4, from port 1234 to 53.
  static byte[] udp() {
    return frame(64, STATIONS, "0800", ipv4(17, 0), UDP);
  }

  /// The same behind a VLAN tag.
  static byte[] vlanUdp() {
    return frame(64, STATIONS, "8100 0007 0800", ipv4(17, 0), UDP);
  }

  /// 86 bytes of UDP over IPv6, behind hop-by-hop and destination options.
  static byte[] ipv6Udp() {
    return frame(86, STATIONS, "86dd", ipv6(0), "3c00 010400000000", "1100 010400000000", UDP);
  }

  /// 64 bytes of an echo request over IPv4.
  static byte[] ping() {
    return frame(64, STATIONS, "0800", ipv4(1, 0), "0800 1234 0001 0001");
  }

  /// Frames that reach every branch of the programs, and others.
  static List<byte[]> various() {
    var frames = new ArrayList<byte[]>();
    for (var payload : new String[] {"11" + UDP, "06" + TCP, "84" + UDP, "33" + UDP}) {
      int protocol = Integer.parseInt(payload.substring(0, 2), 16);
      var rest = payload.substring(2);
      for (var tags :
          new String[] {
            "", "8100 0007", "88a8 0007", "88a8 0007 8100 0008", "8100 0001 8100 0002 8100 0003"
          }) {
        frames.add(frame(80, STATIONS, tags, "0800", ipv4(protocol, 0), rest));
        frames.add(frame(80, STATIONS, tags, "0800", ipv4(protocol, 2), "01010101 94040000", rest));
        frames.add(frame(80, STATIONS, tags, "86dd", ipv6(protocol), rest));
      }
      var next = "%02x".formatted(protocol);
      for (var headers :
          new String[] {
            "00:%s00 010400000000",
            "2b:%s01 0000000000000000000000000000",
            "3c:%s00 010400000000",
            "33:%s04 00000000000000000000000000000000000000000000",
            "2c:%s00 0000 00000001",
            "2c:%s00 0001 00000001",
            "2c:%s00 0008 00000001",
            "00:3c00 010400000000 2b00 010400000000 2c00 010400000000 %s00 0000 00000001",
            "00:3c00 010400000000 2b00 010400000000 3c00 010400000000 3c00 010400000000"
                + " %s00 010400000000"
          }) {
        var first = Integer.parseInt(headers.substring(0, 2), 16);
        var chain = headers.substring(3).formatted(next);
        frames.add(frame(140, STATIONS, "86dd", ipv6(first), chain, rest));
      }
    }
    for (int type : new int[] {0, 8, 3, 11, 255}) {
      var icmp = "%02x00 1234 0001 0001".formatted(type);
      frames.add(frame(64, STATIONS, "0800", ipv4(1, 0), icmp));
    }
    frames.add(frame(64, STATIONS, "0806", "0001 0800 06 04 0001"));
    frames.add(frame(64, STATIONS, "0800", "4500 0032 0001 2000 4011 0000 0a010203 0a090909", UDP));
    frames.add(frame(64, STATIONS, "0800", "4500 0032 0001 0010 4011 0000 0a010203 0a090909", UDP));
    frames.add(frame(64, STATIONS, "0800", "4400 0032 0001 0000 4011 0000 0a010203 0a090909", UDP));
    frames.add(frame(64, STATIONS, "0800", "6500 0032 0001 0000 4011 0000 0a010203 0a090909", UDP));
    return frames;
  }

  private static String ipv4(int protocol, int optionWords) {
    return "4%x00 0032 0000 0000 40%02x 0000 %08x %08x"
        .formatted(5 + optionWords, protocol, SOURCE, DESTINATION);
  }

  private static String ipv6(int nextHeader) {
    return "60000000 0020 %02x40 %s".formatted(nextHeader, IPV6_ADDRESSES);
  }

  /// Bytes in hexadecimal, then zeros.
  private static byte[] frame(int length, String... parts) {
    var bytes = HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    var frame = Arrays.copyOf(bytes, Math.max(length, bytes.length));
    if (frame.length > 34 && frame[12] == 8 && frame[13] == 0 && (frame[14] & 15) == 5) {
      checksum(frame);
    }
    return frame;
  }

  private static void checksum(byte[] frame) {
    var header = ByteBuffer.wrap(frame);
    int sum = 0;
    for (int i = 14; i < 34; i += 2) {
      sum += i == 24 ? 0 : header.getShort(i) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    header.putShort(24, (short) ~sum);
  }
}
