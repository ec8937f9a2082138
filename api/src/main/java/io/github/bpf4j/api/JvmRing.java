package io.github.bpf4j.api;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A ring buffer of the plain JVM: events wait until somebody subscribes, then go straight through. They
/// come out in the order in which their room was taken, so one that is being filled holds up the others.
final class JvmRing implements RingRecords {
  private static final class Slot {
    private final Object event;
    private boolean busy;
    private boolean discarded;

    Slot(Object event, boolean busy) {
      this.event = event;
      this.busy = busy;
    }
  }

  /// Bytes that the kernel puts before each record, which begins at a multiple of 8.
  private static final int HEADER = 8;

  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private final Runnable drain = this::drain;
  private final Layout events;
  private final int capacity;
  private @Nullable Consumer<Object> consumer;
  private boolean draining;

  JvmRing(MapSpecification specification) {
    events = Layout.of(specification.valueType());
    // It never fills the buffer to the last byte: full would look like empty
    // (`__bpf_ringbuf_reserve`).
    capacity = (specification.maxEntries() - 1) / (HEADER + (events.size() + 7 & -8));
  }

  @Override
  public synchronized boolean output(Object event) {
    return add(new Slot(events.copy(events.type().cast(event)), false));
  }

  @Override
  public synchronized @Nullable Object reserve() {
    var slot = new Slot(events.zero(), true);
    return add(slot) ? slot.event : null;
  }

  private boolean add(Slot slot) {
    if (slots.size() == capacity) {
      return false;
    }
    slots.add(slot);
    changed();
    return true;
  }

  @Override
  public synchronized void release(Object event, boolean submit) {
    var slot = reserved(event);
    if (slot == null) {
      throw new IllegalStateException(
          "only what reserve() gave can be submitted or discarded, and only once");
    }
    slot.busy = false;
    slot.discarded = !submit;
    changed();
  }

  @Override
  public synchronized boolean isReserved(Object event) {
    return reserved(event) != null;
  }

  @SuppressWarnings("ReferenceEquality") // It is that very object that counts.
  private @Nullable Slot reserved(Object event) {
    for (var slot : slots) {
      if (slot.busy && slot.event == event) {
        return slot;
      }
    }
    return null;
  }

  @Override
  public synchronized void subscribe(Consumer<Object> consumer) {
    if (this.consumer != null) {
      throw new IllegalStateException("this ring buffer has a consumer already");
    }
    this.consumer = consumer;
    drain();
  }

  /// While a program runs, its records wait and take room, as in the kernel: what it discarded too.
  private void changed() {
    if (!JvmLoad.atEnd(drain)) {
      drain();
    }
  }

  /// Hands the records that are ready to the consumer. Called by a consumer, it does nothing: the call that it came
  /// from goes on.
  private synchronized void drain() {
    var current = consumer;
    if (current == null || draining) {
      return;
    }
    draining = true;
    try {
      for (var slot = slots.peek(); slot != null && !slot.busy; slot = slots.peek()) {
        slots.remove();
        if (!slot.discarded) {
          current.accept(slot.event);
        }
      }
    } finally {
      draining = false;
    }
  }
}
