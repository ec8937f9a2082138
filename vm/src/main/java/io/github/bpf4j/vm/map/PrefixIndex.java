package io.github.bpf4j.vm.map;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Prefixes of bit strings; a lookup gives the longest one that the key begins with. A key is a native-endian `u32`
/// prefix length, then the bits, most significant first (`struct bpf_lpm_trie_key_u8`).
///
/// A hash table of all prefixes, asked once for each length that occurs, from long to short. The bits beyond a
/// prefix's length do not tell keys apart; they are kept and given back as they were stored, as in the kernel.
final class PrefixIndex implements Index {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int LENGTH_BYTES = Integer.BYTES;

  private final int keySize;
  private final int maxLength;
  private final HashIndex prefixes;
  private final int[] countOfLength;
  private final byte[] scratch;
  private byte[] asStored = {};

  /// @param keySize bytes in a key, the length's four included
  /// @param capacity the most entries
  PrefixIndex(int keySize, int capacity) {
    this.keySize = keySize;
    this.maxLength = (keySize - LENGTH_BYTES) * Byte.SIZE;
    this.prefixes = new HashIndex(keySize, capacity, false);
    this.countOfLength = new int[maxLength + 1];
    this.scratch = new byte[keySize];
  }

  @Override
  public int check(byte[] keys, int at) {
    return isTooLong(keys, at) ? -Errno.EINVAL : 0;
  }

  @Override
  public int find(byte[] keys, int at) {
    if (isTooLong(keys, at)) {
      return NONE;
    }
    load(keys, at);
    cut(length(keys, at));
    return prefixes.find(scratch, 0);
  }

  @Override
  public int match(byte[] keys, int at) {
    if (isTooLong(keys, at)) {
      return NONE;
    }
    load(keys, at);
    for (int length = length(keys, at); length >= 0; length--) {
      if (countOfLength[length] != 0) {
        cut(length);
        int entry = prefixes.find(scratch, 0);
        if (entry != NONE) {
          return entry;
        }
      }
    }
    return NONE;
  }

  @Override
  public int insert(byte[] keys, int at) {
    load(keys, at);
    int length = length(keys, at);
    cut(length);
    int entry = prefixes.insert(scratch, 0);
    if (entry < 0) {
      return -Errno.ENOSPC;
    }
    countOfLength[length]++;
    int place = entry * keySize;
    if (asStored.length <= place) {
      asStored = Arrays.copyOf(asStored, Math.max(16 * keySize, 2 * (place + keySize)));
    }
    System.arraycopy(keys, at, asStored, place, keySize);
    return entry;
  }

  @Override
  public void rekey(int entry, byte[] keys, int at) {
    System.arraycopy(keys, at, asStored, entry * keySize, keySize);
  }

  @Override
  public int remove(byte[] keys, int at) {
    if (isTooLong(keys, at)) {
      return -Errno.EINVAL;
    }
    int length = length(keys, at);
    load(keys, at);
    cut(length);
    int result = prefixes.remove(scratch, 0);
    if (result == 0) {
      countOfLength[length]--;
    }
    return result;
  }

  @Override
  public int next(int entry) {
    return prefixes.next(entry);
  }

  @Override
  public void key(int entry, byte[] into) {
    System.arraycopy(asStored, entry * keySize, into, 0, keySize);
  }

  private static int length(byte[] keys, int at) {
    return (int) INT.get(keys, at);
  }

  private boolean isTooLong(byte[] keys, int at) {
    return Integer.compareUnsigned(length(keys, at), maxLength) > 0;
  }

  private void load(byte[] keys, int at) {
    System.arraycopy(keys, at, scratch, 0, keySize);
  }

  /// Shortens the prefix in [#scratch]; what was cut off is zero.
  private void cut(int length) {
    INT.set(scratch, 0, length);
    int wholeBytes = LENGTH_BYTES + length / Byte.SIZE;
    if (wholeBytes < keySize) {
      scratch[wholeBytes] &= (byte) (0xff00 >> (length % Byte.SIZE));
      Arrays.fill(scratch, wholeBytes + 1, keySize, (byte) 0);
    }
  }
}
