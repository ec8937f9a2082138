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

  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private final Layout events;
  private final int capacity;
  private @Nullable Consumer<Object> consumer;

  JvmRing(MapSpecification specification) {
    events = Layout.of(specification.valueType());
    // The kernel puts 8 bytes before each record, and aligns it to 8.
    capacity = specification.maxEntries() / (8 + (events.size() + 7 & -8));
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
    drain();
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
    drain();
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

  private void drain() {
    var current = consumer;
    for (var slot = slots.peek(); slot != null && !slot.busy; slot = slots.peek()) {
      if (slot.discarded) {
        slots.remove();
      } else if (current != null) {
        slots.remove();
        current.accept(slot.event);
      } else {
        return;
      }
    }
  }
}
