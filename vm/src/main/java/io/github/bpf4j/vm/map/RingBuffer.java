package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawRing;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Region;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Records from programs to user space (`Documentation/bpf/ringbuf.rst`). Each takes eight bytes more than it holds,
/// rounded up to eight. A record is reserved, filled, and then submitted or discarded; readers get the records in the
/// order of their reservation, and none behind one that is still being filled.
///
/// The array has twice the buffer's size: a record that begins near the end simply goes on, where the kernel maps the
/// same pages twice.
public final class RingBuffer extends VmMap implements RawRing {
  private static final int HEADER = 8;

  /// States of a record, kept in the first byte of its header.
  private static final byte BUSY = 1;

  private static final byte DONE = 2;
  private static final byte DISCARDED = 3;

  private final Object lock = new Object();
  private final ReentrantLock reading = new ReentrantLock();
  private final int size;
  private final byte[] bytes;
  private final int[] lengths;

  /// Positions only grow; the place in the array is the position modulo the size.
  private long produced;

  private long consumed;

  private volatile @Nullable Consumer<byte[]> consumer;

  RingBuffer(MapDefinition definition) {
    super(definition);
    size = definition.maxEntries();
    bytes = new byte[Math.multiplyExact(2, size)];
    lengths = new int[size / HEADER];
  }

  @Override
  public List<Region> regions() {
    return List.of();
  }

  /// The array that the records lie in.
  public byte[] bytes() {
    return bytes;
  }

  /// Reserves a record; its bytes are zero.
  ///
  /// @param length bytes, unsigned
  /// @return where in [#bytes] it begins, or -1 if there is no room
  public int reserve(int length) {
    long room = room(length);
    if (room > size) {
      return -1;
    }
    synchronized (lock) {
      // As in the kernel, a buffer is never filled to the last byte: full would look like empty.
      if (produced + room - consumed > size - 1) {
        return -1;
      }
      int header = (int) (produced & (size - 1));
      produced += room;
      lengths[header / HEADER] = length;
      bytes[header] = BUSY;
      Arrays.fill(bytes, header + HEADER, header + (int) room, (byte) 0);
      return header + HEADER;
    }
  }

  /// Hands a reserved record to readers, or lets go of it.
  ///
  /// @param at what [#reserve] gave
  public void commit(int at, boolean discard) {
    synchronized (lock) {
      bytes[at - HEADER] = discard ? DISCARDED : DONE;
    }
  }

  /// Stores a record at once.
  ///
  /// @return whether there was room
  public boolean output(byte[] from, int fromAt, int length) {
    int at = reserve(length);
    if (at < 0) {
      return false;
    }
    System.arraycopy(from, fromAt, bytes, at, length);
    commit(at, false);
    return true;
  }

  @Override
  public void subscribe(Consumer<byte[]> newConsumer) {
    consumer = newConsumer;
    drain();
  }

  /// Hands all records that are ready to the consumer, if there is one, and frees their room one by one. Called by
  /// a consumer, it does nothing: the call that it came from goes on.
  public void drain() {
    var current = consumer;
    if (current == null || reading.isHeldByCurrentThread()) {
      return;
    }
    reading.lock();
    try {
      while (consumeOne(current)) {}
    } finally {
      reading.unlock();
    }
  }

  private boolean consumeOne(Consumer<byte[]> current) {
    byte[] record = null;
    synchronized (lock) {
      int header = (int) (consumed & (size - 1));
      if (consumed == produced || bytes[header] == BUSY) {
        return false;
      }
      int length = lengths[header / HEADER];
      if (bytes[header] == DONE) {
        record = Arrays.copyOfRange(bytes, header + HEADER, header + HEADER + length);
      }
      consumed += room(length);
    }
    if (record != null) {
      current.accept(record);
    }
    return true;
  }

  private static long room(int length) {
    return (Integer.toUnsignedLong(length) + HEADER + 7) & -8L;
  }

  @Override
  public int valueBytes() {
    return 0;
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    throw noKeys();
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    throw noKeys();
  }

  @Override
  public boolean delete(byte[] key) {
    throw noKeys();
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    throw noKeys();
  }

  private BpfException noKeys() {
    return new BpfException(
        "map %s: a ring buffer has no keys: read its records instead"
            .formatted(definition().name()));
  }
}
