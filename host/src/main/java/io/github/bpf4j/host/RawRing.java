package io.github.bpf4j.host;

import java.util.function.Consumer;

/// A live ring buffer as bytes: what the [RawMap] of a runtime implements too if its map is one that
/// user space can read.
public interface RawRing {
  /// Hands every record to `consumer`, from the oldest that is waiting on, one at a time. The array
  /// is the consumer's to keep. At most one consumer.
  void subscribe(Consumer<byte[]> consumer);
}
