package io.github.bpf4j.api;

/// What a device made a receive hash of: of addresses (L3), and often of ports too (L4).
///
/// Source: `enum xdp_rss_hash_type` in `include/net/xdp.h`.
///
/// @param bits the constants below that hold; none where the device does not say
public record RssHashType(int bits) {
  /// IPv4 addresses.
  public static final int L3_IPV4 = 1;

  /// IPv6 addresses.
  public static final int L3_IPV6 = 1 << 1;

  /// The packet has IPv4 options or IPv6 extension headers.
  public static final int L3_DYNAMIC_HEADER = 1 << 2;

  /// Something of the transport protocol, which may be unknown.
  public static final int L4 = 1 << 3;

  /// TCP ports.
  public static final int L4_TCP = 1 << 4;

  /// UDP ports.
  public static final int L4_UDP = 1 << 5;

  /// SCTP ports.
  public static final int L4_SCTP = 1 << 6;

  /// The IPsec security parameter index.
  public static final int L4_IPSEC = 1 << 7;

  /// The ICMP type and code.
  public static final int L4_ICMP = 1 << 8;

  /// Whether all of `constants` hold.
  public boolean has(int constants) {
    return (bits & constants) == constants;
  }

  /// Whether the hash tells connections apart, and not hosts alone.
  public boolean isL4() {
    return has(L4);
  }
}
