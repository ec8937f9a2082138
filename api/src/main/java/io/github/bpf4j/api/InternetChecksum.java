package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Arithmetic of the checksum that IP, ICMP, TCP and UDP have: the ones' complement of the ones'
/// complement sum of all 16-bit words (RFC 1071).
///
/// Where a field changes, the checksum is updated from the old and the new value alone (RFC 1624):
/// ```java
/// int port = udp.destinationPort();
/// udp.setDestinationPort(8080);
/// udp.setChecksum(InternetChecksum.replace(udp.checksum(), port, 8080));
/// ```
/// For more than a word or two there are sums, of which a checksum is the complement:
/// ```java
/// int sum = InternetChecksum.sum(new PseudoHeader(ip.source(), ip.destination(), 17, length));
/// udp.setChecksum(~InternetChecksum.fold(sum + InternetChecksum.sum(ctx.slice(offset, 12))));
/// ```
/// An IPv4 header has methods of its own: [Ipv4Hdr#updateChecksum] and [Ipv4Hdr#decrementTtl].
public final class InternetChecksum {
  private InternetChecksum() {}

  /// The 16-bit ones' complement sum of what `sum` adds up: 16-bit words, at most 65,536 of them.
  public static int fold(int sum) {
    int once = (sum & 0xffff) + (sum >>> 16);
    return (once & 0xffff) + (once >>> 16);
  }

  /// The 16-bit ones' complement sum of what `sum` adds up: 32-bit words, as 0 to 4,294,967,295, at most
  /// 2^31 of them.
  public static int fold(long sum) {
    long once = (sum & 0xffff_ffffL) + (sum >>> 32);
    long twice = (once & 0xffff) + (once >>> 16);
    return fold((int) twice);
  }

  /// The checksum of data whose 16-bit word `before` was replaced by `after` (RFC 1624, equation 3).
  ///
  /// @param checksum the checksum before, 0 to 65,535
  /// @param before the word as it was, 0 to 65,535
  /// @param after the word as it is, 0 to 65,535
  public static int replace(int checksum, int before, int after) {
    return ~fold((~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff)) & 0xffff;
  }

  /// The checksum of data in which an address, at an even offset, was replaced by another.
  ///
  /// @param checksum the checksum before, 0 to 65,535
  public static int replace(int checksum, Ipv4Address before, Ipv4Address after) {
    int high = replace(checksum, before.bits() >>> 16, after.bits() >>> 16);
    return replace(high, before.bits(), after.bits());
  }

  /// The checksum of data of which a part has changed by `difference`.
  ///
  /// @param checksum the checksum before, 0 to 65,535
  /// @param difference what [#difference] says of the part
  public static int update(int checksum, int difference) {
    return ~fold((~checksum & 0xffff) + difference) & 0xffff;
  }

  /// The ones' complement sum of the 16-bit words of `data`, 0 to 65,535; 0 only if all of them are.
  /// In a program `data` has a multiple of 4 bytes, at most 512.
  ///
  /// `bpf_csum_diff` (Linux 4.6).
  public static int sum(PacketSlice data) {
    return inNetworkOrder(kernelSum(null, data));
  }

  /// The ones' complement sum of the 16-bit words that `data` has in memory (see [Layout]), 0 to 65,535; 0
  /// only if all of them are. In a program `data` has a multiple of 4 bytes, at most 512.
  ///
  /// `bpf_csum_diff` (Linux 4.6).
  public static int sum(Record data) {
    return inNetworkOrder(kernelSum(null, data));
  }

  /// By how much the ones' complement sum of a part grew that was `before`, in memory (see [Layout]), and is
  /// `after`: 1 to 65,535, where 65,535 stands for nothing. In a program both have a multiple of 4
  /// bytes, at most 512 together.
  ///
  /// `bpf_csum_diff` (Linux 4.6).
  public static int difference(Record before, Record after) {
    int difference = inNetworkOrder(kernelSum(before, after));
    return difference == 0 ? 0xffff : difference;
  }

  /// The same for a part that lies in the packet now.
  public static int difference(Record before, PacketSlice after) {
    int difference = inNetworkOrder(kernelSum(before, after));
    return difference == 0 ? 0xffff : difference;
  }

  private static int inNetworkOrder(int sum) {
    return Short.reverseBytes((short) fold(sum)) & 0xffff;
  }

  /// What is congruent, modulo 65,535, to the little-endian 16-bit words of `after` less those of `before`; each
  /// is a slice, a record or null. A primitive of the compiler.
  private static int kernelSum(@Nullable Object before, @Nullable Object after) {
    long sum = 0;
    byte[] words = bytes(before);
    for (int i = 0; i < words.length; i++) {
      sum += (~words[i] & 0xff) << 8 * (i & 1);
    }
    words = bytes(after);
    for (int i = 0; i < words.length; i++) {
      sum += (words[i] & 0xff) << 8 * (i & 1);
    }
    return fold(sum);
  }

  private static byte[] bytes(@Nullable Object data) {
    return switch (data) {
      case null -> new byte[0];
      case PacketSlice slice -> slice.bytes();
      default -> Layout.of(data.getClass()).encode(data);
    };
  }
}
