package io.github.bpf4j.api;

/// The IPv4 addresses that begin with the same bits, such as 198.51.100.0/24. User space only; a
/// program keeps prefixes in a [BpfLpmTrie].
///
/// @param address the first of them; bits after `length` are cleared
/// @param length how many bits are the same, 0 to 32
public record Ipv4Prefix(Ipv4Address address, int length) {
  /// Clears the bits after `length`.
  ///
  /// @throws IllegalArgumentException if `length` is not 0 to 32
  public Ipv4Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("an IPv4 prefix has 0 to 32 bits, not " + length);
    }
    address = new Ipv4Address(address.bits() & mask(length));
  }

  /// The prefix that people write as `text`: `198.51.100.0/24`, or an address alone, which is a prefix
  /// of 32 bits.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Ipv4Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Ipv4Prefix(Ipv4Address.parse(text), 32);
    }
    var length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,2}") || Integer.parseInt(length) > 32) {
      throw new IllegalArgumentException(
          "'%s' is not an IPv4 prefix: after the slash stands a number of bits from 0 to 32"
              .formatted(text));
    }
    return new Ipv4Prefix(Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(length));
  }

  /// Whether `address` is one of them.
  public boolean contains(Ipv4Address address) {
    return (address.bits() & mask(length)) == this.address.bits();
  }

  /// `198.51.100.0/24`.
  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << 32 - length;
  }
}
