package io.github.bpf4j.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IPv4 address. In memory its four bytes lie as in packets, so that it can be a key of a
/// [BpfLpmTrie].
///
/// @param bits the address as a number: 192.0.2.1 is 0xc0000201
public record Ipv4Address(@BigEndian int bits) {
  /// The address `a.b.c.d`; of each number the low 8 bits count.
  public static Ipv4Address of(int a, int b, int c, int d) {
    return new Ipv4Address((a & 0xff) << 24 | (b & 0xff) << 16 | (c & 0xff) << 8 | d & 0xff);
  }

  /// The same address as the JDK has it. User space only.
  public static Ipv4Address of(Inet4Address address) {
    var bytes = address.getAddress();
    return of(bytes[0], bytes[1], bytes[2], bytes[3]);
  }

  /// The address that people write as `text`: four decimal numbers with dots between. User space
  /// only, or where a `static final` field is set.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Ipv4Address parse(String text) {
    var parts = text.split("\\.", -1);
    int bits = 0;
    boolean good = parts.length == 4;
    for (var part : parts) {
      // No leading zeros: some read 010 as ten, some as eight.
      good = good && part.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(part) <= 255;
      bits = good ? bits << 8 | Integer.parseInt(part) : 0;
    }
    if (!good) {
      throw new IllegalArgumentException(
          "'%s' is not an IPv4 address: write four numbers from 0 to 255, such as 192.0.2.1"
              .formatted(text));
    }
    return new Ipv4Address(bits);
  }

  /// Whether it is 0.0.0.0.
  public boolean isUnspecified() {
    return bits == 0;
  }

  /// Whether it is in 127.0.0.0/8.
  public boolean isLoopback() {
    return bits >>> 24 == 127;
  }

  /// Whether it is for private networks: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918).
  public boolean isPrivate() {
    return bits >>> 24 == 10 || bits >>> 20 == 0xac1 || bits >>> 16 == 0xc0a8;
  }

  /// Whether it is in 169.254.0.0/16 (RFC 3927).
  public boolean isLinkLocal() {
    return bits >>> 16 == 0xa9fe;
  }

  /// Whether it is in 224.0.0.0/4 (RFC 5771).
  public boolean isMulticast() {
    return bits >>> 28 == 0xe;
  }

  /// Whether it is 255.255.255.255.
  public boolean isBroadcast() {
    return bits == -1;
  }

  /// The same address as the JDK has it. User space only.
  public Inet4Address toInetAddress() {
    try {
      var bytes =
          new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  // Written out, so that programs can compare addresses: javac's own needs invokedynamic.
  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv4Address that && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /// `192.0.2.1`.
  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }
}
