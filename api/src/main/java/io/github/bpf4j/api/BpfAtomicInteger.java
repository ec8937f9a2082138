package io.github.bpf4j.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// An `int` in a map's value that several CPUs change at the same time, each change as a whole: what
/// `java.util.concurrent.atomic.AtomicInteger` is on the JVM, with the same methods. A field of a [Struct] class,
/// or a map's value itself.
/// ```java
/// @Struct
/// static final class Counter {
///   final BpfAtomicInteger packets = new BpfAtomicInteger();
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
public final class BpfAtomicInteger {
  private static final VarHandle VALUE = value();

  private volatile int value;

  /// 0.
  public BpfAtomicInteger() {}

  private static VarHandle value() {
    try {
      return MethodHandles.lookup().findVarHandle(BpfAtomicInteger.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The value now.
  public int get() {
    return value;
  }

  /// Replaces the value.
  public void set(int newValue) {
    value = newValue;
  }

  /// Adds `delta`.
  public void add(int delta) {
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
  public int getAndAdd(int delta) {
    return (int) VALUE.getAndAdd(this, delta);
  }

  /// Adds `delta`.
  ///
  /// @return the value after
  public int addAndGet(int delta) {
    return getAndAdd(delta) + delta;
  }

  /// Adds 1.
  ///
  /// @return the value before
  public int getAndIncrement() {
    return getAndAdd(1);
  }

  /// Adds 1.
  ///
  /// @return the value after
  public int incrementAndGet() {
    return addAndGet(1);
  }

  /// Subtracts 1.
  ///
  /// @return the value before
  public int getAndDecrement() {
    return getAndAdd(-1);
  }

  /// Subtracts 1.
  ///
  /// @return the value after
  public int decrementAndGet() {
    return addAndGet(-1);
  }

  /// Keeps the bits that `mask` has too.
  ///
  /// @return the value before
  public int getAndBitwiseAnd(int mask) {
    return (int) VALUE.getAndBitwiseAnd(this, mask);
  }

  /// Sets the bits of `mask`.
  ///
  /// @return the value before
  public int getAndBitwiseOr(int mask) {
    return (int) VALUE.getAndBitwiseOr(this, mask);
  }

  /// Flips the bits of `mask`.
  ///
  /// @return the value before
  public int getAndBitwiseXor(int mask) {
    return (int) VALUE.getAndBitwiseXor(this, mask);
  }

  /// Replaces the value.
  ///
  /// @return the value before
  public int getAndSet(int newValue) {
    return (int) VALUE.getAndSet(this, newValue);
  }

  /// Replaces the value if it is `expected`.
  ///
  /// @return the value before: `expected` if it was replaced
  public int compareAndExchange(int expected, int newValue) {
    return (int) VALUE.compareAndExchange(this, expected, newValue);
  }

  /// Replaces the value if it is `expected`.
  ///
  /// @return whether it did
  public boolean compareAndSet(int expected, int newValue) {
    return compareAndExchange(expected, newValue) == expected;
  }

  /// The value now, in decimal.
  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
