package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What queues and stacks have in common: values without keys, of which one at a time can be reached.
/// Programs and user space alike add and take them.
///
/// @param <V> values: a record, an enum or a boxed number
public abstract sealed class BpfSequence<V> extends BpfMap permits BpfQueue, BpfStack {
  private final Class<V> valueType;
  private final ValueSource source;

  BpfSequence(
      MapSpecification.Kind kind, Class<V> valueType, int maxEntries, @Nullable MapValues bound) {
    super(new MapSpecification(kind, null, valueType, maxEntries));
    this.valueType = valueType;
    this.source = new ValueSource(specification(), bound);
  }

  final Class<V> valueType() {
    return valueType;
  }

  @Override
  final ValueSource source() {
    return source;
  }

  /// Adds a copy of `value`.
  ///
  /// Source: `bpf_map_push_elem` (Linux 4.20).
  ///
  /// @return false if there is no room
  public boolean push(V value) {
    return source.now().push(value, false);
  }

  /// Adds a copy of `value`; where there is no room, the value that was added first is lost.
  ///
  /// Source: `bpf_map_push_elem` with `BPF_EXIST` (Linux 4.20).
  public void pushEvicting(V value) {
    source.now().push(value, true);
  }

  /// Takes out the value whose turn it is, or gives null if there is none.
  ///
  /// Source: `bpf_map_pop_elem` (Linux 4.20).
  public @Nullable V pop() {
    return valueType.cast(source.now().pop());
  }

  /// The value whose turn it is, which stays; null if there is none.
  ///
  /// Source: `bpf_map_peek_elem` (Linux 4.20).
  public @Nullable V peek() {
    return valueType.cast(source.now().peek());
  }
}
