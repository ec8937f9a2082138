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

  /// A queue that holds `bytes` bytes; each event takes its size rounded up to 8, and 8 more.
  ///
  /// @param bytes a power of two, at least 4,096
  /// @throws IllegalArgumentException if the type has no [Layout], or `bytes` is no such number
  public static <E> BpfRingBuf<E> of(Class<E> eventType, int bytes) {
    return new BpfRingBuf<>(eventType, bytes, null);
  }

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
    return source.records().output(event);
  }

  /// Hands every event to `consumer`, from the oldest that is waiting on, one at a time. At most one
  /// consumer. User space only.
  public void subscribe(Consumer<? super E> consumer) {
    source.records().subscribe(event -> consumer.accept(eventType.cast(event)));
  }
}
