package io.github.bpf4j.api;

/// Arithmetic of the checksum that IP, ICMP, TCP and UDP have: the ones' complement of the ones'
/// complement sum of all 16-bit words (RFC 1071).
///
/// A router's work on an IPv4 header, for example:
/// ```java
/// int old = ip.ttl() << 8 | ip.protocolNumber();
/// ip.setTtl(ip.ttl() - 1);
/// ip.setChecksum(InternetChecksum.replace(ip.checksum(), old, old - 0x100));
/// ```
public final class InternetChecksum {
  private InternetChecksum() {}

  /// The 16-bit ones' complement sum of what `sum` adds up: 16-bit words, at most 65,536 of them.
  public static int fold(int sum) {
    int once = (sum & 0xffff) + (sum >>> 16);
    return (once & 0xffff) + (once >>> 16);
  }

  /// The checksum of data whose 16-bit word `before` was replaced by `after` (RFC 1624, equation 3).
  ///
  /// @param checksum the checksum before, 0 to 65,535
  /// @param before the word as it was, 0 to 65,535
  /// @param after the word as it is, 0 to 65,535
  public static int replace(int checksum, int before, int after) {
    return ~fold((~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff)) & 0xffff;
  }
}
