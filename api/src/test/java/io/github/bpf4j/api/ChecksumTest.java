package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Checksums by their definition (RFC 1071), on random data.
class ChecksumTest {
  private static final long SEED = 1;

  private final SplittableRandom random = new SplittableRandom(SEED);

  /// The ones' complement sum, bit by bit as the RFC defines it.
  private static int sum(int... words) {
    int sum = 0;
    for (int word : words) {
      sum += word;
      if (sum > 0xffff) {
        sum -= 0xffff;
      }
    }
    return sum;
  }

  private static XdpContext packet(int... words) {
    var bytes = new byte[2 * words.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (words[i / 2] >>> (8 - 8 * (i & 1)));
    }
    return XdpContext.of(bytes);
  }

  private int[] words(int count) {
    return random.ints(count, 0, 0x10000).map(w -> random.nextInt(4) == 0 ? 0xffff : w).toArray();
  }

  @Test
  void aChecksumFollowsAChangedWord() {
    // RFC 1624, section 4: the case that equation 2 got wrong.
    assertThat(InternetChecksum.replace(0xdd2f, 0x5555, 0x3285)).isEqualTo(0x0000);

    for (int i = 0; i < 1000; i++) {
      var words = words(10);
      int before = ~sum(words) & 0xffff;
      int old = words[3];
      words[3] = random.nextInt(0x10000);
      assertThat(InternetChecksum.replace(before, old, words[3])).isEqualTo(~sum(words) & 0xffff);
    }
  }

  @Test
  void sumsAreOnesComplementSums() {
    for (int i = 0; i < 1000; i++) {
      var words = words(20);
      assertThat(InternetChecksum.fold(Arrays.stream(words).sum())).isEqualTo(sum(words));
      long doubled = 0;
      for (int w = 0; w < words.length; w += 2) {
        doubled += (long) words[w] << 16 | words[w + 1];
      }
      assertThat(InternetChecksum.fold(doubled)).isEqualTo(sum(words));
      assertThat(InternetChecksum.sum(packet(words).slice(0, 40))).isEqualTo(sum(words));
    }
    assertThat(InternetChecksum.fold(-1)).isEqualTo(0xffff);
    assertThat(InternetChecksum.fold(0xffff_ffffL << 31)).isEqualTo(0xffff);
    assertThat(InternetChecksum.fold(0L)).isZero();
  }

  record Part(@BigEndian short a, @BigEndian short b) {}

  @Test
  void aDifferenceUpdatesAChecksum() {
    for (int i = 0; i < 1000; i++) {
      var words = words(10);
      int before = ~sum(words) & 0xffff;
      var old = new Part((short) words[4], (short) words[5]);
      words[4] = random.nextInt(0x10000);
      words[5] = random.nextInt(0x10000);
      var now = new Part((short) words[4], (short) words[5]);
      int difference = InternetChecksum.difference(old, now);
      assertThat(difference).isBetween(1, 0xffff);
      assertThat(InternetChecksum.update(before, difference)).isEqualTo(~sum(words) & 0xffff);
      assertThat(InternetChecksum.difference(old, packet(words).slice(8, 4))).isEqualTo(difference);
    }
  }

  @Test
  void anIpv4HeaderSumsUpToAllOnes() {
    for (int i = 0; i < 1000; i++) {
      var words = words(10);
      var ctx = packet(words);
      var ip = Ipv4Hdr.at(ctx, 0);
      ip.updateChecksum();
      words[5] = ip.checksum();
      assertThat(sum(words)).isEqualTo(0xffff);
      if (ip.ttl() > 0) {
        int ttl = ip.ttl();
        ip.decrementTtl();
        assertThat(ip.ttl()).isEqualTo(ttl - 1);
        assertThat(InternetChecksum.sum(ctx.slice(0, 20))).isEqualTo(0xffff);
      }
    }
  }
}
