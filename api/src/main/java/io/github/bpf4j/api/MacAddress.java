package io.github.bpf4j.api;

/// The address of a network interface: six bytes, which lie in memory as in packets.
///
/// @param first bytes 0 and 1
/// @param second bytes 2 and 3
/// @param third bytes 4 and 5
public record MacAddress(@BigEndian short first, @BigEndian short second, @BigEndian short third) {
  /// The address whose number is the low 48 bits of `bits`: 02:00:00:00:00:01 is 0x020000000001.
  public static MacAddress of(long bits) {
    return new MacAddress((short) (bits >>> 32), (short) (bits >>> 16), (short) bits);
  }

  /// The address that people write as `text`: six pairs of hexadecimal digits, with colons or hyphens
  /// between. User space only, or where a `static final` field is set.
  ///
  /// @throws IllegalArgumentException if it is none
  public static MacAddress parse(String text) {
    if (!text.matches("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}|\\p{XDigit}{2}(-\\p{XDigit}{2}){5}")) {
      throw new IllegalArgumentException(
          "'%s' is not a MAC address: write six pairs of hexadecimal digits, such as"
                  .formatted(text)
              + " 02:00:00:00:00:01");
    }
    return of(Long.parseLong(text.replaceAll("[:-]", ""), 16));
  }

  /// The address as a number, 0 to 2^48 - 1.
  public long bits() {
    return (first & 0xffffL) << 32 | (second & 0xffffL) << 16 | third & 0xffffL;
  }

  /// Whether it is for a group of stations, the broadcast included.
  public boolean isMulticast() {
    return (first & 0x0100) != 0;
  }

  /// Whether it is for all stations: ff:ff:ff:ff:ff:ff.
  public boolean isBroadcast() {
    return first == -1 && second == -1 && third == -1;
  }

  /// Whether it was given out by an administrator, not by a manufacturer.
  public boolean isLocal() {
    return (first & 0x0200) != 0;
  }

  // Written out, so that programs can compare addresses: javac's own needs invokedynamic.
  @Override
  public boolean equals(Object other) {
    return other instanceof MacAddress that
        && first == that.first
        && second == that.second
        && third == that.third;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits());
  }

  /// `02:00:00:00:00:01`.
  @Override
  public String toString() {
    return "%02x:%02x:%02x:%02x:%02x:%02x"
        .formatted(
            first >>> 8 & 0xff,
            first & 0xff,
            second >>> 8 & 0xff,
            second & 0xff,
            third >>> 8 & 0xff,
            third & 0xff);
  }
}
