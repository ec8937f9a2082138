package io.github.bpf4j.kernel;

import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawRing;
import io.github.bpf4j.kernel.ring.RecordConsumer;
import io.github.bpf4j.kernel.ring.RingBufferReader;
import io.github.bpf4j.object.MapDefinition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A ring buffer of the kernel and who reads it. Until somebody subscribes, records wait in the ring.
final class KernelRing implements RawMap, RawRing, AutoCloseable {
  private final KernelMap map;

  // guarded by this; the reader is never called under that lock
  private @Nullable RingBufferReader reader;
  private boolean live;
  private boolean closed;

  KernelRing(KernelMap map) {
    this.map = map;
  }

  /// What it reads.
  KernelMap map() {
    return map;
  }

  /// Hands every record to `consumer`: now and in [#drain], and once [#live], as they come.
  ///
  /// @throws IllegalStateException if there is a consumer already
  void subscribe(RecordConsumer consumer) {
    RingBufferReader started;
    boolean waits;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(map.descriptor().what() + " is closed");
      }
      if (reader != null) {
        throw new IllegalStateException(map.descriptor().what() + " has a consumer already");
      }
      started = new RingBufferReader(map.descriptor(), map.definition().maxEntries(), consumer);
      reader = started;
      waits = !live;
    }
    if (waits) {
      started.drain();
    } else {
      started.start();
    }
  }

  @Override
  public void subscribe(Consumer<byte[]> consumer) {
    subscribe((records, offset, length) -> {
      var bytes = new byte[length];
      records.get(offset, bytes);
      consumer.accept(bytes);
    });
  }

  /// From now on records may come at any time.
  void live() {
    RingBufferReader waiting;
    synchronized (this) {
      live = true;
      waiting = reader;
    }
    if (waiting != null) {
      waiting.start();
    }
  }

  /// Hands over what is there, in the calling thread.
  void drain() {
    RingBufferReader waiting;
    synchronized (this) {
      waiting = reader;
    }
    if (waiting != null) {
      waiting.drain();
    }
  }

  /// Hands over what is there, and ends.
  @Override
  public void close() {
    RingBufferReader waiting;
    synchronized (this) {
      closed = true;
      waiting = reader;
    }
    if (waiting != null) {
      waiting.close();
    }
  }

  @Override
  public MapDefinition definition() {
    return map.definition();
  }

  @Override
  public int valueBytes() {
    return map.valueBytes();
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    throw noEntries();
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    throw noEntries();
  }

  @Override
  public boolean delete(byte[] key) {
    throw noEntries();
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    throw noEntries();
  }

  private UnsupportedOperationException noEntries() {
    return new UnsupportedOperationException(
        map.descriptor().what() + " is a ring buffer: it has records, but no entries");
  }
}
