package io.github.bpf4j.pcap;

import java.util.HexFormat;
import java.util.List;

/// Recognises files that are not captures which we read, so that the error can say what they are and what to do.
final class OtherFile {
  /// How many of a file's first bytes [#describe] wants to see.
  static final int HEAD = 16;

  private static final String CONVERT = "convert it with: editcap -F pcapng IN OUT";

  /// A kind of file by its first bytes, given in hex.
  private record Kind(String magic, String what, String fix) {
    boolean matches(byte[] head) {
      byte[] bytes = HexFormat.of().parseHex(magic);
      if (head.length < bytes.length) {
        return false;
      }
      for (int i = 0; i < bytes.length; i++) {
        if (head[i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /// Magic numbers of other captures as in Wireshark's wiretap; of the rest as in file(1).
  private static final List<Kind> KINDS =
      List.of(
          new Kind("a1b2cd34", "a \"modified\" (Kuznetzov) pcap of old Linux systems", CONVERT),
          new Kind("34cdb2a1", "a \"modified\" (Kuznetzov) pcap of old Linux systems", CONVERT),
          new Kind("736e6f6f70000000", "a snoop capture of Solaris", CONVERT),
          new Kind("474d4255", "a Microsoft Network Monitor capture", CONVERT),
          new Kind("52545353", "a Microsoft Network Monitor capture", CONVERT),
          new Kind("5452534e494646", "a Network General Sniffer capture", CONVERT),
          new Kind("69707472616365", "an iptrace capture of AIX", CONVERT),
          new Kind("1f8b", "compressed with gzip twice", "decompress it once with: gunzip"),
          new Kind("28b52ffd", "compressed with zstd", "decompress it with: zstd -d"),
          new Kind("fd377a585a00", "compressed with xz", "decompress it with: xz -d"),
          new Kind("425a68", "compressed with bzip2", "decompress it with: bzip2 -d"),
          new Kind("04224d18", "compressed with lz4", "decompress it with: lz4 -d"),
          new Kind("504b0304", "a zip or jar archive", "give a capture"),
          new Kind("7f454c46", "an ELF file (a program or object)", "give a capture"),
          new Kind("cafebabe", "a Java class file", "give a capture"));

  private OtherFile() {}

  /// What a file that begins like this is, and what to do about it.
  ///
  /// @param head the first bytes, at least one; fewer than [#HEAD] only if the file has no more
  static String describe(byte[] head) {
    for (var kind : KINDS) {
      if (kind.matches(head)) {
        return "not a pcap or pcapng capture: it is " + kind.what + "; " + kind.fix;
      }
    }
    return isText(head)
        ? "not a pcap or pcapng capture: it is a text file; give a capture"
        : "not a pcap or pcapng capture: it begins with "
            + HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(head.length, 4));
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      boolean printable = b >= ' ' && b < 0x7f || b == '\n' || b == '\r' || b == '\t';
      if (!printable) {
        return false;
      }
    }
    return true;
  }
}
