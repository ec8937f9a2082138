package io.github.bpf4j.vm.map;

import java.util.Arrays;

/// Keys in a hash table with chains. It grows up to its capacity and then either refuses or evicts the entry that was
/// not used for the longest time. Nothing is allocated once it has its size.
final class HashIndex implements Index {
  private static final int INITIAL_ENTRIES = 16;

  private final int keySize;
  private final int capacity;
  private final boolean evicts;
  private final Recency recency;

  private int[] buckets;
  private int[] chain;
  private int[] hashes;
  private boolean[] live;
  private byte[] keys;
  private int made;
  private int freed = NONE;

  /// @param keySize bytes in a key
  /// @param capacity the most entries
  /// @param evicts whether a full table makes room by evicting
  HashIndex(int keySize, int capacity, boolean evicts) {
    this.keySize = keySize;
    this.capacity = capacity;
    this.evicts = evicts;
    int first = Math.min(INITIAL_ENTRIES, capacity);
    this.recency = new Recency(evicts ? first : 0);
    this.buckets = emptyBuckets(first);
    this.chain = new int[first];
    this.hashes = new int[first];
    this.live = new boolean[first];
    this.keys = new byte[Math.multiplyExact(first, keySize)];
  }

  private static int[] emptyBuckets(int entries) {
    int[] buckets = new int[Integer.highestOneBit(Math.max(entries, 2) - 1) << 1];
    Arrays.fill(buckets, NONE);
    return buckets;
  }

  @Override
  public int check(byte[] keys, int at) {
    return 0;
  }

  @Override
  public int find(byte[] wanted, int at) {
    int hash = hash(wanted, at);
    for (int e = buckets[hash & (buckets.length - 1)]; e != NONE; e = chain[e]) {
      if (hashes[e] == hash && same(e, wanted, at)) {
        return e;
      }
    }
    return NONE;
  }

  @Override
  public int insert(byte[] wanted, int at) {
    if (freed == NONE && made == capacity) {
      if (!evicts) {
        return -Errno.E2BIG;
      }
      unlink(recency.oldest());
    }
    int entry;
    if (freed != NONE) {
      entry = freed;
      freed = chain[entry];
    } else {
      if (made == live.length) {
        grow();
      }
      entry = made++;
    }
    System.arraycopy(wanted, at, keys, entry * keySize, keySize);
    hashes[entry] = hash(wanted, at);
    live[entry] = true;
    link(entry);
    if (evicts) {
      recency.add(entry);
    }
    return entry;
  }

  @Override
  public int remove(byte[] wanted, int at) {
    int entry = find(wanted, at);
    if (entry == NONE) {
      return -Errno.ENOENT;
    }
    unlink(entry);
    return 0;
  }

  @Override
  public int next(int entry) {
    for (int e = entry + 1; e < made; e++) {
      if (live[e]) {
        return e;
      }
    }
    return NONE;
  }

  @Override
  public void key(int entry, byte[] into) {
    System.arraycopy(keys, entry * keySize, into, 0, keySize);
  }

  @Override
  public void touch(int entry) {
    if (evicts) {
      recency.remove(entry);
      recency.add(entry);
    }
  }

  private void link(int entry) {
    int bucket = hashes[entry] & (buckets.length - 1);
    chain[entry] = buckets[bucket];
    buckets[bucket] = entry;
  }

  private void unlink(int entry) {
    int bucket = hashes[entry] & (buckets.length - 1);
    if (buckets[bucket] == entry) {
      buckets[bucket] = chain[entry];
    } else {
      int before = buckets[bucket];
      while (chain[before] != entry) {
        before = chain[before];
      }
      chain[before] = chain[entry];
    }
    if (evicts) {
      recency.remove(entry);
    }
    live[entry] = false;
    chain[entry] = freed;
    freed = entry;
  }

  private void grow() {
    int entries = (int) Math.min(capacity, 2L * live.length);
    chain = Arrays.copyOf(chain, entries);
    hashes = Arrays.copyOf(hashes, entries);
    live = Arrays.copyOf(live, entries);
    keys = Arrays.copyOf(keys, Math.multiplyExact(entries, keySize));
    if (evicts) {
      recency.grow(entries);
    }
    buckets = emptyBuckets(entries);
    for (int e = 0; e < made; e++) {
      link(e);
    }
  }

  private boolean same(int entry, byte[] wanted, int at) {
    int from = entry * keySize;
    return Arrays.equals(keys, from, from + keySize, wanted, at, at + keySize);
  }

  private int hash(byte[] wanted, int at) {
    int hash = 1;
    for (int i = at; i < at + keySize; i++) {
      hash = 31 * hash + wanted[i];
    }
    hash *= 0x9e37_79b9;
    return hash ^ (hash >>> 16);
  }
}
