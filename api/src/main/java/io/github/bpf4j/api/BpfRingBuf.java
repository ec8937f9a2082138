package io.github.bpf4j.api;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A queue of events from programs to user space, in the order in which they happened.
///
/// Source: `Documentation/bpf/ringbuf.rst`, `BPF_MAP_TYPE_RINGBUF` (Linux 5.8).
///
/// @param <E> events: a record, a [Struct] class, an enum or a boxed number
public final class BpfRingBuf<E> extends BpfMap {
  private final Class<E> eventType;
  private final RingSource source;

  private BpfRingBuf(Class<E> eventType, int bytes, @Nullable RingRecords bound) {
    super(new MapSpecification(MapSpecification.Kind.RINGBUF, null, eventType, bytes));
    this.eventType = eventType;
    this.source = new RingSource(specification(), bound);
  }

  /// A queue that holds `bytes - 1` bytes; each event takes its size rounded up to 8, and 8 more, until user space has
  /// read it, which it does when a program has run. Events that were discarded take as much.
  ///
  /// @param bytes a power of two, at least 4,096
  /// @throws IllegalArgumentException if the type has no [Layout], or `bytes` is no such number
  public static <E> BpfRingBuf<E> of(Class<E> eventType, int bytes) {
    return new BpfRingBuf<>(eventType, bytes, null);
  }

  @Override
  RingSource source() {
    return source;
  }

  /// The same queue over other records: for runtimes.
  public BpfRingBuf<E> bind(RingRecords records) {
    return new BpfRingBuf<>(eventType, specification().maxEntries(), records);
  }

  /// Adds a copy of `event`.
  ///
  /// @return false if the queue is full: the event is lost
  public boolean output(E event) {
    return source.now().output(event);
  }

  /// Adds an event of a [Struct] class that `fill` fills; all its fields are 0 before. Where `fill` throws an
  /// exception, it is not sent.
  /// ```java
  /// EVENTS.output(event -> event.source = ip.source());
  /// ```
  ///
  /// @return false if the queue is full: the event is lost, and `fill` was not called
  public boolean output(Consumer<? super E> fill) {
    var event = reserve();
    if (event == null) {
      return false;
    }
    try {
      fill.accept(event);
    } catch (Throwable failure) {
      discard(event);
      throw failure;
    }
    submit(event);
    return true;
  }

  /// Takes room for an event of a [Struct] class, for events that are filled bit by bit, or may not be sent
  /// after all. All its fields are 0.
  /// ```java
  /// var event = EVENTS.reserve();
  /// if (event == null) return PASS; // the queue is full
  /// event.source = ip.source();
  /// EVENTS.submit(event);
  /// ```
  /// On every way the event is submitted or discarded, once, and not used afterwards; what does otherwise
  /// does not compile. Where an exception leaves the program, it is discarded. Until then, no event that was
  /// reserved later reaches user space.
  ///
  /// @return the event in the queue; null if the queue is full
  public @Nullable E reserve() {
    if (!Layout.of(eventType).isStruct()) {
      throw new UnsupportedOperationException(
          "reserve() gives a place to be filled, and %s is a value: mark it @Struct, or use output"
              .formatted(eventType.getSimpleName()));
    }
    var records = source.now();
    var event = records.reserve();
    if (event != null) {
      var _ =
          JvmLoad.atEnd(() -> {
            if (records.isReserved(event)) {
              records.release(event, false);
            }
          });
    }
    return eventType.cast(event);
  }

  /// Sends an event that [#reserve] gave.
  ///
  /// Source: `bpf_ringbuf_submit` (Linux 5.8).
  public void submit(E event) {
    source.now().release(event, true);
  }

  /// Lets go of an event that [#reserve] gave: it is not sent.
  ///
  /// Source: `bpf_ringbuf_discard` (Linux 5.8).
  public void discard(E event) {
    source.now().release(event, false);
  }

  /// Hands every event to `consumer`, from the oldest that is waiting on, one at a time. At most one
  /// consumer. User space only.
  public void subscribe(Consumer<? super E> consumer) {
    source.now().subscribe(event -> consumer.accept(eventType.cast(event)));
  }
}
