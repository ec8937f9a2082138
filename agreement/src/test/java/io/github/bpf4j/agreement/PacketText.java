package io.github.bpf4j.agreement;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Packets as text: words, each some bytes, one after the other.
///
/// | word | bytes |
/// | --- | --- |
/// | `0a0b` | these |
/// | `zero*20`, `ab*20` | twenty times the same |
/// | `b:-1` `s:7` `i:min` `l:max` | a number of 1, 2, 4 or 8 bytes, big-endian; decimal, `min` or `max` |
/// | `eth` `tcp` … | one of the headers below |
/// | `[33]` | cuts or fills with zeros what came so far to 33 bytes |
@SuppressWarnings("StringSplitter")
final class PacketText {
  /// Headers with plain values, from documentation addresses.
  private static final Map<String, String> HEADERS =
      Map.ofEntries(
          Map.entry("eth-ipv4", "020000000002 020000000001 0800"),
          Map.entry("eth-ipv6", "020000000002 020000000001 86dd"),
          Map.entry("eth-arp", "ffffffffffff 020000000001 0806"),
          Map.entry("eth-vlan", "020000000002 020000000001 8100"),
          Map.entry("eth-qinq", "020000000002 020000000001 88a8"),
          Map.entry("vlan-ipv4", "a064 0800"),
          Map.entry("vlan-vlan", "0005 8100"),
          Map.entry("ipv4-tcp", "45b9 0028 1234 4000 4006 abcd c0000207 c6336407"),
          Map.entry("ipv4-udp", "4500 001c 0001 0000 4011 0000 c0000208 cb007109"),
          Map.entry("ipv4-icmp", "4500 001c 0002 2001 0101 0000 c0000209 c6336401"),
          Map.entry("ipv4-options-udp", "4600 0020 0003 0000 4011 0000 c000020a c6336402 94040000"),
          Map.entry(
              "ipv6-udp",
              "6ab12345 0008 11 40 20010db8000000000000000000000001"
                  + " 20010db80000000000000000000000ff"),
          Map.entry(
              "ipv6-icmpv6",
              "60000000 0008 3a ff fe800000000000000000000000000001"
                  + " ff020000000000000000000000000001"),
          Map.entry("tcp", "d431 01bb 01020304 fffefdfc 5f12 2000 1357 0009"),
          Map.entry("udp", "d431 0035 0008 beef"),
          Map.entry("icmp", "0800 f7ff 0102 0304"),
          Map.entry("icmpv6", "8700 1234 00000500"),
          Map.entry("arp", "0001 0800 06 04 0001 020000000001 c0000207 000000000000 c0000208"));

  private PacketText() {}

  /// The bytes that `text` stands for.
  static byte[] parse(String text) {
    var bytes = new ByteArrayOutputStream();
    for (var word : text.trim().split("\\s+")) {
      if (word.startsWith("[")) {
        int length = Integer.parseInt(word.substring(1, word.length() - 1));
        byte[] cut = Arrays.copyOf(bytes.toByteArray(), length);
        bytes.reset();
        bytes.writeBytes(cut);
      } else if (!word.isEmpty()) {
        bytes.writeBytes(word(word));
      }
    }
    return bytes.toByteArray();
  }

  /// `before` with the changes that `text` lists: `@4 i:7 @12 00` puts bytes at 4 and at 12; or
  /// another packet: `= eth-ipv4 [60]`.
  static byte[] change(byte[] before, String text) {
    if (text.startsWith("=")) {
      return parse(text.substring(1));
    }
    byte[] after = before.clone();
    for (var part : text.split("@")) {
      if (!part.isBlank()) {
        var words = part.trim().split("\\s+", 2);
        byte[] bytes = parse(words[1]);
        System.arraycopy(bytes, 0, after, Integer.parseInt(words[0]), bytes.length);
      }
    }
    return after;
  }

  private static byte[] word(String word) {
    var header = HEADERS.get(word);
    if (header != null) {
      return HexFormat.of().parseHex(header.replace(" ", ""));
    }
    int star = word.indexOf('*');
    if (star > 0) {
      var what = word.substring(0, star).replace("zero", "00");
      return HexFormat.of().parseHex(what.repeat(Integer.parseInt(word.substring(star + 1))));
    }
    if (word.indexOf(':') == 1) {
      return number(word.charAt(0), word.substring(2));
    }
    return HexFormat.of().parseHex(word);
  }

  private static byte[] number(char kind, String text) {
    int size = List.of('b', 's', '-', 'i', '-', '-', '-', 'l').indexOf(kind) + 1;
    long value =
        switch (text) {
          case "min" -> -1L << 8 * size - 1;
          case "max" -> (1L << 8 * size - 1) - 1;
          default -> Long.parseLong(text);
        };
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    return Arrays.copyOfRange(all, 8 - size, 8);
  }
}
