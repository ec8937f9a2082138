package io.github.bpf4j.api;

/// The hash that the kernel has for a few words, by Bob Jenkins: fast, and good enough to spread flows. Without a
/// secret seed, nothing against those who choose the words on purpose.
///
/// Source: `include/linux/jhash.h`; [lookup3.c](https://burtleburtle.net/bob/c/lookup3.c).
public final class JenkinsHash {
  /// `JHASH_INITVAL`.
  private static final int INITIAL = 0xdeadbeef;

  private JenkinsHash() {}

  /// The hash of one word (`jhash_1word`).
  public static int of(int a, int seed) {
    return mix(a, 0, 0, INITIAL + 4 + seed);
  }

  /// The hash of two words (`jhash_2words`).
  public static int of(int a, int b, int seed) {
    return mix(a, b, 0, INITIAL + 8 + seed);
  }

  /// The hash of three words (`jhash_3words`).
  public static int of(int a, int b, int c, int seed) {
    return mix(a, b, c, INITIAL + 12 + seed);
  }

  /// Three words and a seed in one number, each bit of which depends on all bits of them
  /// (`__jhash_nwords`). The hashes are this with a seed that says how many words there are.
  public static int mix(int a, int b, int c, int seed) {
    int x = a + seed;
    int y = b + seed;
    int z = c + seed;
    z = (z ^ y) - Integer.rotateLeft(y, 14);
    x = (x ^ z) - Integer.rotateLeft(z, 11);
    y = (y ^ x) - Integer.rotateLeft(x, 25);
    z = (z ^ y) - Integer.rotateLeft(y, 16);
    x = (x ^ z) - Integer.rotateLeft(z, 4);
    y = (y ^ x) - Integer.rotateLeft(x, 14);
    return (z ^ y) - Integer.rotateLeft(y, 24);
  }
}
