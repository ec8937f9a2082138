package io.github.bpf4j.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A `long` in a map's value that several CPUs change at the same time, each change as a whole: what
/// `java.util.concurrent.atomic.AtomicLong` is on the JVM, with the same methods. A field of a [Struct] class,
/// or a map's value itself.
/// ```java
/// @Struct
/// static final class Counter {
///   final BpfAtomicLong packets = new BpfAtomicLong();
/// }
///
/// counter.packets.increment();
/// ```
/// Each method is one instruction. Those that give no result back, or whose result is not used, only add
/// ([#add], [#increment], [#decrement]) on every kernel; all others need Linux 5.12. Operations that give
/// the old value back, exchange and compare are ordered with all that stands before and after them; the
/// others are not.
///
/// Source: RFC 9669 section 5.3.
@Struct
public final class BpfAtomicLong {
  private static final VarHandle VALUE = value();

  private volatile long value;

  /// 0.
  public BpfAtomicLong() {}

  private static VarHandle value() {
    try {
      return MethodHandles.lookup().findVarHandle(BpfAtomicLong.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The value now.
  public long get() {
    return value;
  }

  /// Replaces the value.
  public void set(long newValue) {
    value = newValue;
  }

  /// Adds `delta`.
  public void add(long delta) {
    getAndAdd(delta);
  }

  /// Adds 1.
  public void increment() {
    getAndAdd(1);
  }

  /// Subtracts 1.
  public void decrement() {
    getAndAdd(-1);
  }

  /// Adds `delta`.
  ///
  /// @return the value before
  public long getAndAdd(long delta) {
    return (long) VALUE.getAndAdd(this, delta);
  }

  /// Adds `delta`.
  ///
  /// @return the value after
  public long addAndGet(long delta) {
    return getAndAdd(delta) + delta;
  }

  /// Adds 1.
  ///
  /// @return the value before
  public long getAndIncrement() {
    return getAndAdd(1);
  }

  /// Adds 1.
  ///
  /// @return the value after
  public long incrementAndGet() {
    return addAndGet(1);
  }

  /// Subtracts 1.
  ///
  /// @return the value before
  public long getAndDecrement() {
    return getAndAdd(-1);
  }

  /// Subtracts 1.
  ///
  /// @return the value after
  public long decrementAndGet() {
    return addAndGet(-1);
  }

  /// Keeps the bits that `mask` has too.
  ///
  /// @return the value before
  public long getAndBitwiseAnd(long mask) {
    return (long) VALUE.getAndBitwiseAnd(this, mask);
  }

  /// Sets the bits of `mask`.
  ///
  /// @return the value before
  public long getAndBitwiseOr(long mask) {
    return (long) VALUE.getAndBitwiseOr(this, mask);
  }

  /// Flips the bits of `mask`.
  ///
  /// @return the value before
  public long getAndBitwiseXor(long mask) {
    return (long) VALUE.getAndBitwiseXor(this, mask);
  }

  /// Replaces the value.
  ///
  /// @return the value before
  public long getAndSet(long newValue) {
    return (long) VALUE.getAndSet(this, newValue);
  }

  /// Replaces the value if it is `expected`.
  ///
  /// @return the value before: `expected` if it was replaced
  public long compareAndExchange(long expected, long newValue) {
    return (long) VALUE.compareAndExchange(this, expected, newValue);
  }

  /// Replaces the value if it is `expected`.
  ///
  /// @return whether it did
  public boolean compareAndSet(long expected, long newValue) {
    return compareAndExchange(expected, newValue) == expected;
  }

  /// The value now, in decimal.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
