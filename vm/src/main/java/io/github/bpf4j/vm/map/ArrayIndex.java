package io.github.bpf4j.vm.map;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Keys that are the entry's number: a native-endian `u32`. All entries are there, always.
///
/// @param entries how many there are
record ArrayIndex(int entries) implements Index {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  @Override
  public int check(byte[] keys, int at) {
    return find(keys, at) == NONE ? -Errno.E2BIG : 0;
  }

  @Override
  public int find(byte[] keys, int at) {
    int entry = (int) INT.get(keys, at);
    return Integer.compareUnsigned(entry, entries) < 0 ? entry : NONE;
  }

  @Override
  public int insert(byte[] keys, int at) {
    return -Errno.E2BIG;
  }

  @Override
  public int remove(byte[] keys, int at) {
    return -Errno.EINVAL;
  }

  @Override
  public int next(int entry) {
    return entry + 1 < entries ? entry + 1 : NONE;
  }

  @Override
  public void key(int entry, byte[] into) {
    INT.set(into, 0, entry);
  }
}
