package io.github.bpf4j.api;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A Bloom filter of the plain JVM, as large as the kernel's: for each hash 7 / 5 bits, which is about
/// 1 / ln(2), for each value that it was made for.
final class JvmBloom implements MapValues {
  private static final int MAX_BITS = 1 << 30;

  private final BitSet bits = new BitSet();
  private final Layout values;
  private final int hashes;
  private final int mask;

  JvmBloom(MapSpecification specification) {
    values = Layout.of(specification.valueType());
    hashes = specification.hashes();
    long wanted = Math.min(MAX_BITS, (long) specification.maxEntries() * hashes / 5 * 7);
    mask = (int) (Long.highestOneBit(Math.max(64, wanted - 1)) * 2 - 1) & MAX_BITS - 1;
  }

  @Override
  public synchronized boolean push(Object value, boolean evict) {
    places(value).forEach(bits::set);
    return true;
  }

  @Override
  public synchronized boolean mayContain(Object value) {
    return places(value).allMatch(bits::get);
  }

  /// The bits of a value, by two hashes (Kirsch, Mitzenmacher: Less Hashing, Same Performance, 2006).
  private IntStream places(Object value) {
    long hash = 0;
    for (byte b : values.encode(value)) {
      hash = mix(hash + b);
    }
    int first = (int) hash;
    int step = (int) (hash >>> 32) | 1;
    return IntStream.range(0, hashes).map(i -> first + i * step & mask);
  }

  /// Changes each bit of the result with each of `x` (Stafford's 13th variant of a mixer by Appleby).
  private static long mix(long x) {
    x = (x ^ x >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    x = (x ^ x >>> 27) * 0x94d0_49bb_1331_11ebL;
    return (x ^ x >>> 31) + 1;
  }

  @Override
  public @Nullable Object pop() {
    throw new UnsupportedOperationException("nothing can be taken out of a Bloom filter");
  }

  @Override
  public @Nullable Object peek() {
    throw new UnsupportedOperationException("a Bloom filter does not know its values");
  }
}
