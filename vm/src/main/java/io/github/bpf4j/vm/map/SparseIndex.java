package io.github.bpf4j.vm.map;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Keys that are the entry's number, a native-endian `u32`, of entries that come and go.
final class SparseIndex implements Index {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final boolean[] live;

  /// @param entries how many there can be
  SparseIndex(int entries) {
    live = new boolean[entries];
  }

  @Override
  public int check(byte[] keys, int at) {
    return isIndex(key(keys, at)) ? 0 : -Errno.E2BIG;
  }

  @Override
  public int find(byte[] keys, int at) {
    int entry = key(keys, at);
    return isIndex(entry) && live[entry] ? entry : NONE;
  }

  @Override
  public int insert(byte[] keys, int at) {
    int entry = key(keys, at);
    live[entry] = true;
    return entry;
  }

  @Override
  public int remove(byte[] keys, int at) {
    int entry = find(keys, at);
    if (entry == NONE) {
      return -Errno.ENOENT;
    }
    live[entry] = false;
    return 0;
  }

  @Override
  public int next(int entry) {
    for (int e = entry + 1; e < live.length; e++) {
      if (live[e]) {
        return e;
      }
    }
    return NONE;
  }

  @Override
  public void key(int entry, byte[] into) {
    INT.set(into, 0, entry);
  }

  private boolean isIndex(int entry) {
    return Integer.compareUnsigned(entry, live.length) < 0;
  }

  private static int key(byte[] keys, int at) {
    return (int) INT.get(keys, at);
  }
}
