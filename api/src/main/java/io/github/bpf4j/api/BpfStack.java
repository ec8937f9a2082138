package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// A stack: the value that was added last comes out first.
///
/// Source: `Documentation/bpf/map_queue_stack.rst`, `BPF_MAP_TYPE_STACK` (Linux 4.20).
///
/// @param <V> values: a record, an enum or a boxed number
public final class BpfStack<V> extends BpfSequence<V> {
  private BpfStack(Class<V> valueType, int maxEntries, @Nullable MapValues bound) {
    super(MapSpecification.Kind.STACK, valueType, maxEntries, bound);
  }

  /// A stack of at most `maxEntries` values, empty.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or `maxEntries` is below 1
  public static <V> BpfStack<V> of(Class<V> valueType, int maxEntries) {
    return new BpfStack<>(valueType, maxEntries, null);
  }

  /// The same stack over other values: for runtimes.
  public BpfStack<V> bind(MapValues values) {
    return new BpfStack<>(valueType(), specification().maxEntries(), values);
  }
}
