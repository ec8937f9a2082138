package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// The values of a map without keys, wherever they are: what runtimes implement, and [BpfQueue],
/// [BpfStack] and [BpfBloomFilter] stand on. Safe for use by several threads.
public interface MapValues {
  /// Adds `value`.
  ///
  /// @param evict whether the oldest value makes room where there is none
  /// @return false if there is no room
  boolean push(Object value, boolean evict);

  /// Takes out the value whose turn it is, or gives null if there is none.
  @Nullable Object pop();

  /// The value whose turn it is, or null if there is none.
  @Nullable Object peek();

  /// Whether `value` may have been added, as far as a Bloom filter knows.
  boolean mayContain(Object value);
}
