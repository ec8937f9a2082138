package io.github.bpf4j.api;

/// The IPv6 addresses that begin with the same bits, such as 2001:db8::/32. User space only; a program keeps
/// prefixes in a [BpfLpmTrie].
///
/// @param address the first of them; bits after `length` are cleared
/// @param length how many bits are the same, 0 to 128
public record Ipv6Prefix(Ipv6Address address, int length) {
  /// Clears the bits after `length`.
  ///
  /// @throws IllegalArgumentException if `length` is not 0 to 128
  public Ipv6Prefix {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("an IPv6 prefix has 0 to 128 bits, not " + length);
    }
    address = masked(address, length);
  }

  /// The prefix that people write as `text`: `2001:db8::/32`, or an address alone, which is a prefix of 128
  /// bits.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Ipv6Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Ipv6Prefix(Ipv6Address.parse(text), 128);
    }
    var length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > 128) {
      throw new IllegalArgumentException(
          "'%s' is not an IPv6 prefix: after the slash stands a number of bits from 0 to 128"
              .formatted(text));
    }
    return new Ipv6Prefix(Ipv6Address.parse(text.substring(0, slash)), Integer.parseInt(length));
  }

  /// Whether `candidate` is one of them.
  public boolean contains(Ipv6Address candidate) {
    return masked(candidate, length).equals(address);
  }

  /// `2001:db8::/32`.
  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static Ipv6Address masked(Ipv6Address address, int length) {
    return new Ipv6Address(
        address.high() & mask(Math.min(length, 64)),
        address.low() & mask(Math.max(0, length - 64)));
  }

  private static long mask(int length) {
    return length == 0 ? 0 : -1L << 64 - length;
  }
}
