package io.github.bpf4j.vm.map;

import io.github.bpf4j.object.MapDefinition;

/// A Bloom filter with the kernel's measures: for each hash about 7 / 5 bits for each value that it is meant
/// for, a power of two in all.
final class BloomMap extends ValueMap {
  private static final int USUAL_HASHES = 5;
  private static final long MAX_BITS = 1L << 32;

  private final long[] bits;
  private final int hashes;
  private final long mask;
  private final int valueSize;

  BloomMap(MapDefinition definition) {
    super(definition);
    valueSize = definition.valueSize();
    hashes = definition.extra() == 0 ? USUAL_HASHES : definition.extra();
    long wanted = Math.min(MAX_BITS, (long) definition.maxEntries() * hashes / 5 * 7);
    long size = Math.max(Long.SIZE, Long.highestOneBit(2 * wanted - 1));
    mask = size - 1;
    bits = new long[(int) (size / Long.SIZE)];
  }

  @Override
  public synchronized int push(byte[] from, int at, long flags) {
    if (flags != Mode.ANY.ordinal()) {
      return -Errno.EINVAL;
    }
    long hash = hash(from, at);
    for (int i = 0; i < hashes; i++) {
      long bit = bit(hash, i);
      bits[(int) (bit / Long.SIZE)] |= 1L << bit;
    }
    return 0;
  }

  @Override
  public synchronized int peek(byte[] wanted, int at) {
    long hash = hash(wanted, at);
    for (int i = 0; i < hashes; i++) {
      long bit = bit(hash, i);
      if ((bits[(int) (bit / Long.SIZE)] & 1L << bit) == 0) {
        return -Errno.ENOENT;
      }
    }
    return 0;
  }

  /// The bits of a value come of two hashes (Kirsch, Mitzenmacher: Less Hashing, Same Performance, 2006).
  private long bit(long hash, int i) {
    return hash + i * (hash >>> 32 | 1) & mask;
  }

  private long hash(byte[] bytes, int at) {
    long hash = 0;
    for (int i = at; i < at + valueSize; i++) {
      hash = mix(hash + bytes[i]);
    }
    return hash;
  }

  /// Changes each bit of the result with each of `x` (Stafford's 13th variant of a mixer by Appleby).
  private static long mix(long x) {
    x = (x ^ x >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    x = (x ^ x >>> 27) * 0x94d0_49bb_1331_11ebL;
    return (x ^ x >>> 31) + 1;
  }

  @Override
  public int pop(byte[] into, int at) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public boolean asks() {
    return true;
  }
}
