package io.github.bpf4j.api;

import java.util.function.Consumer;

/// The records of a [BpfRingBuf], wherever they go: what runtimes implement.
public interface RingRecords {
  /// Adds a copy of `event`.
  ///
  /// @return false if there is no room
  boolean output(Object event);

  /// Hands every record to `consumer`, from the oldest that is waiting on, one at a time.
  void subscribe(Consumer<Object> consumer);
}
