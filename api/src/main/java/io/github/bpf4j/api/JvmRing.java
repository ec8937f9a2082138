package io.github.bpf4j.api;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A ring buffer of the plain JVM: events wait until somebody subscribes, then go straight through.
final class JvmRing implements RingRecords {
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
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
    var copy = events.copy(events.type().cast(event));
    if (consumer != null) {
      consumer.accept(copy);
      return true;
    }
    return waiting.size() < capacity && waiting.add(copy);
  }

  @Override
  public synchronized void subscribe(Consumer<Object> consumer) {
    if (this.consumer != null) {
      throw new IllegalStateException("this ring buffer has a consumer already");
    }
    this.consumer = consumer;
    while (!waiting.isEmpty()) {
      consumer.accept(waiting.remove());
    }
  }
}
