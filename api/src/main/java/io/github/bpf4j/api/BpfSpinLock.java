package io.github.bpf4j.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock beside the data that it guards, in the value of a map that several CPUs change at the same time.
/// ```java
/// @Struct
/// static final class Bucket {
///   final BpfSpinLock lock = new BpfSpinLock();
///   long tokens;
///   long filledAt;
/// }
///
/// try (var held = bucket.lock.lock()) {
///   bucket.tokens = Math.min(limit, bucket.tokens + now - bucket.filledAt);
///   bucket.filledAt = now;
/// }
/// ```
/// It is a field of the [Struct] class itself, one for each value, in a [BpfHashMap] or [BpfArray]. Who wants it while
/// another CPU has it waits, and does nothing else: so the kernel lets a program that holds one call nothing (maps, logs,
/// clocks and [NoInline] methods included), and hold no other. What breaks that, and a way on which a lock stays
/// held, is an error when the program is compiled. Exceptions in a `try` as above release it.
///
/// Reading or storing a whole value, by user space or `put` in a program, waits for its lock too (`BPF_F_LOCK`), and
/// leaves the lock as it is.
///
/// Source: `bpf_spin_lock` and `bpf_spin_unlock` in `include/uapi/linux/bpf.h` (Linux 5.1).
@Struct
public final class BpfSpinLock implements KernelOwned {
  private static final VarHandle OWNER = owner();

  /// On the plain JVM the low bits of the number of the thread that has it, not 0; else 0. The kernel alone knows what
  /// stands there.
  private volatile int value;

  /// Not held.
  public BpfSpinLock() {}

  private static VarHandle owner() {
    try {
      return MethodHandles.lookup().findVarHandle(BpfSpinLock.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Waits until nobody has the lock, and takes it.
  ///
  /// @return what releases it: for a `try` statement
  public Held lock() {
    acquire();
    return new Held(this);
  }

  /// A primitive of the compiler.
  private void acquire() {
    int me = (int) Thread.currentThread().threadId() | 1 << 31;
    if (value == me) {
      throw new IllegalStateException("this thread has the lock already, and would wait for ever");
    }
    while (!OWNER.compareAndSet(this, 0, me)) {
      Thread.onSpinWait();
    }
  }

  /// A primitive of the compiler.
  private void release() {
    value = 0;
  }

  /// `held`, or `free`.
  @Override
  public String toString() {
    return value == 0 ? "free" : "held";
  }

  /// A lock that is held.
  public static final class Held implements AutoCloseable {
    private final BpfSpinLock lock;

    private Held(BpfSpinLock lock) {
      this.lock = lock;
    }

    /// Releases the lock.
    @Override
    public void close() {
      lock.release();
    }
  }
}
