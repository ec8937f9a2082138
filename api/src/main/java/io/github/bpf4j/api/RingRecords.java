package io.github.bpf4j.api;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The records of a [BpfRingBuf], wherever they go: what runtimes implement.
public interface RingRecords {
  /// Adds a copy of `event`.
  ///
  /// @return false if there is no room
  boolean output(Object event);

  /// Takes room for an event, all of it 0.
  ///
  /// @return the event, to be filled and released; null if there is no room
  @Nullable Object reserve();

  /// Hands a reserved event to the consumer, or lets go of it.
  ///
  /// @throws IllegalStateException if it is not one that is reserved now
  void release(Object event, boolean submit);

  /// Whether `event` is reserved now.
  boolean isReserved(Object event);

  /// Hands every record to `consumer`, from the oldest that is waiting on, one at a time.
  void subscribe(Consumer<Object> consumer);
}
