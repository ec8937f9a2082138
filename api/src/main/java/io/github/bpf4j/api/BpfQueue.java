package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// A queue: the value that was added first comes out first.
///
/// Source: `Documentation/bpf/map_queue_stack.rst`, `BPF_MAP_TYPE_QUEUE` (Linux 4.20).
///
/// @param <V> values: a record, an enum or a boxed number
public final class BpfQueue<V> extends BpfSequence<V> {
  private BpfQueue(Class<V> valueType, int maxEntries, @Nullable MapValues bound) {
    super(MapSpecification.Kind.QUEUE, valueType, maxEntries, bound);
  }

  /// A queue of at most `maxEntries` values, empty.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or `maxEntries` is below 1
  public static <V> BpfQueue<V> of(Class<V> valueType, int maxEntries) {
    return new BpfQueue<>(valueType, maxEntries, null);
  }

  /// The same queue over other values: for runtimes.
  public BpfQueue<V> bind(MapValues values) {
    return new BpfQueue<>(valueType(), specification().maxEntries(), values);
  }
}
