package io.github.bpf4j.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IPv6 address. In memory its sixteen bytes lie as in packets, so that it can be a key of a
/// [BpfLpmTrie].
///
/// @param high its first eight bytes as a number
/// @param low its last eight bytes as a number
public record Ipv6Address(@BigEndian long high, @BigEndian long low) {
  /// The same address as the JDK has it, without a zone. User space only.
  public static Ipv6Address of(Inet6Address address) {
    var buffer = java.nio.ByteBuffer.wrap(address.getAddress());
    return new Ipv6Address(buffer.getLong(), buffer.getLong());
  }

  /// The address that people write as `text`, in any form of RFC 4291, section 2.2. User space only,
  /// or where a `static final` field is set.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Ipv6Address parse(String text) {
    return Ipv6Text.parse(text);
  }

  /// Whether it is `::`.
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /// Whether it is `::1`.
  public boolean isLoopback() {
    return high == 0 && low == 1;
  }

  /// Whether it is in `fe80::/10` (RFC 4291, section 2.5.6).
  public boolean isLinkLocal() {
    return high >>> 54 == 0x3fa;
  }

  /// Whether it is in `fc00::/7` (RFC 4193).
  public boolean isUniqueLocal() {
    return high >>> 57 == 0x7e;
  }

  /// Whether it is in `ff00::/8` (RFC 4291, section 2.7).
  public boolean isMulticast() {
    return high >>> 56 == 0xff;
  }

  /// Whether it stands for an IPv4 address: `::ffff:0:0/96` (RFC 4291, section 2.5.5.2).
  public boolean isIpv4Mapped() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /// The same address as the JDK has it. User space only.
  ///
  /// The JDK makes an `Inet4Address` of an IPv4-mapped address.
  public InetAddress toInetAddress() {
    var bytes = java.nio.ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }

  // Written out, so that programs can compare addresses: javac's own needs invokedynamic.
  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv6Address that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high) * 31 + Long.hashCode(low);
  }

  /// `2001:db8::1`, as RFC 5952 has it.
  @Override
  public String toString() {
    return Ipv6Text.print(this);
  }
}
