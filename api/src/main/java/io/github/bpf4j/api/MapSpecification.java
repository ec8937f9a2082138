package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What a map is made from, in terms of Java.
///
/// @param kind its kind
/// @param keyType the class of keys: a record, an enum or a boxed primitive; null for a ring buffer
/// @param valueType the class of values: a record, a `@Struct` class, an enum or a boxed primitive
/// @param maxEntries the most entries; for a ring buffer its size in bytes
public record MapSpecification(
    Kind kind, @Nullable Class<?> keyType, Class<?> valueType, int maxEntries) {
  /// The kinds of map; the names are the kernel's, without `BPF_MAP_TYPE_`.
  public enum Kind {
    /// See `BpfHashMap`.
    HASH,
    /// See `BpfArray`.
    ARRAY,
    /// See `BpfPerCpuHashMap`.
    PERCPU_HASH,
    /// See `BpfPerCpuArray`.
    PERCPU_ARRAY,
    /// See `BpfLruHashMap`.
    LRU_HASH,
    /// See `BpfLruPerCpuHashMap`.
    LRU_PERCPU_HASH,
    /// See `BpfLpmTrie`.
    LPM_TRIE,
    /// See `BpfRingBuf`.
    RINGBUF
  }
}
