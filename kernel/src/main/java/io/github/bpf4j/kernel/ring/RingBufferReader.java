package io.github.bpf4j.kernel.ring;

import io.github.bpf4j.kernel.sys.Epoll;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands the records of a ring buffer to a consumer: those that are there when [#drain] is called, in
/// the calling thread, and after [#start] all that come, in a thread of its own, which sleeps while
/// there are none. The consumer is called by one thread at a time.
///
/// The memory is unmapped only when nobody reads it any more: [#close] waits for the reader, or, when the
/// consumer itself calls it, leaves that to the reader.
public final class RingBufferReader implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Arena arena = Arena.ofShared();
  private final FileDescriptor map;
  private final RingBuffer ring;
  private final RecordConsumer consumer;

  // all guarded by the lock
  private @Nullable Thread thread;
  private @Nullable Epoll epoll;
  private boolean closed;

  /// Whether the consumer itself closed this.
  private boolean abandoned;

  /// A reader of `map`, which must stay open until [#close].
  ///
  /// @param size the size of the ring in bytes
  public RingBufferReader(FileDescriptor map, int size, RecordConsumer consumer) {
    this.map = map;
    this.consumer = consumer;
    try {
      this.ring = new RingBuffer(map, size, arena);
    } catch (Throwable failed) {
      arena.close();
      throw failed;
    }
  }

  /// Hands over all records that are there, before it returns. What the consumer throws comes out of here.
  /// From within the consumer it does nothing: the records come next anyway.
  ///
  /// @return how many records
  public int drain() {
    if (lock.isHeldByCurrentThread()) {
      return 0;
    }
    lock.lock();
    try {
      return closed ? 0 : ring.drain(this::deliver);
    } finally {
      freeIfAbandoned();
      lock.unlock();
    }
  }

  /// Begins to hand over records as they come, in a thread of its own. Idempotent.
  public void start() {
    lock.lock();
    try {
      if (thread == null && !closed) {
        var waiting = new Epoll(map);
        epoll = waiting;
        thread =
            Thread.ofPlatform().name("bpf4j " + map.what()).daemon().start(() -> read(waiting));
      }
    } finally {
      lock.unlock();
    }
  }

  private void read(Epoll waiting) {
    try {
      do {
        waiting.await(-1, TimeUnit.SECONDS);
      } while (drainGuarded());
    } finally {
      lock.lock();
      try {
        epoll = null;
        waiting.close();
        arena.close();
      } finally {
        lock.unlock();
      }
    }
  }

  /// @return false once the reader is closed, after the last records
  private boolean drainGuarded() {
    lock.lock();
    try {
      ring.drain(this::deliverGuarded);
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void deliverGuarded(ByteBuffer records, int offset, int length) {
    try {
      deliver(records, offset, length);
    } catch (Throwable thrown) {
      // the next records must not be lost for it, nor may it stay unheard
      var current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }
  }

  private void deliver(ByteBuffer records, int offset, int length) {
    if (!abandoned) {
      consumer.accept(records, offset, length);
    }
  }

  /// Hands over what is there, then ends the reading. When it returns, the consumer is not called any
  /// more; called by the consumer itself, no further record comes. Idempotent.
  @Override
  public void close() {
    boolean byConsumer = lock.isHeldByCurrentThread();
    Thread reader;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      reader = thread;
      if (byConsumer) {
        abandoned = true;
      } else if (reader == null) {
        ring.drain(this::deliverGuarded);
      }
      closed = true;
      if (epoll != null) {
        epoll.wake();
      }
      if (reader == null && !byConsumer) {
        arena.close();
      }
    } finally {
      lock.unlock();
    }
    if (reader != null && !byConsumer) {
      joinUninterruptibly(reader);
    }
  }

  // closed by the consumer in a thread that called drain
  private void freeIfAbandoned() {
    if (abandoned && thread == null && lock.getHoldCount() == 1 && arena.scope().isAlive()) {
      arena.close();
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
