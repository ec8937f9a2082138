package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// A set that may be wrong in one way: of some values it says that they were added though they were not.
/// It takes little memory, about one byte for each value; nothing can be removed. Programs and user space
/// alike add and ask.
///
/// With `maxEntries` values in it, it is wrong about 1 value in 30, or fewer. It takes more, and is wrong
/// more often then. Which values it is wrong about differs from load to load.
///
/// Each hash more takes 1.4 bits more for each value, a little more time, and makes it wrong half as often:
/// with 10 of them, about 1 value in 1,000.
///
/// Source: `Documentation/bpf/map_bloom_filter.rst`, `BPF_MAP_TYPE_BLOOM_FILTER` (Linux 5.16).
///
/// @param <V> values: a record, an enum or a boxed number
public final class BpfBloomFilter<V> extends BpfMap {
  /// The most hashes.
  public static final int MAX_HASHES = 15;

  private static final int USUAL_HASHES = 5;

  private final Class<V> valueType;
  private final ValueSource source;

  private BpfBloomFilter(
      Class<V> valueType, int maxEntries, int hashes, @Nullable MapValues bound) {
    super(
        new MapSpecification(
            MapSpecification.Kind.BLOOM_FILTER, null, valueType, maxEntries, hashes, null));
    this.valueType = valueType;
    this.source = new ValueSource(specification(), bound);
  }

  /// A filter with 5 hashes for about `maxEntries` values, empty.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or `maxEntries` is below 1
  public static <V> BpfBloomFilter<V> of(Class<V> valueType, int maxEntries) {
    return of(valueType, maxEntries, USUAL_HASHES);
  }

  /// A filter with `hashes` hashes, 1 to [#MAX_HASHES], for about `maxEntries` values, empty.
  ///
  /// @throws IllegalArgumentException if the type has no [Layout], or a number is out of its range
  public static <V> BpfBloomFilter<V> of(Class<V> valueType, int maxEntries, int hashes) {
    return new BpfBloomFilter<>(valueType, maxEntries, hashes, null);
  }

  @Override
  ValueSource source() {
    return source;
  }

  /// The same filter over other values: for runtimes.
  public BpfBloomFilter<V> bind(MapValues values) {
    return new BpfBloomFilter<>(
        valueType, specification().maxEntries(), specification().hashes(), values);
  }

  /// Adds `value`.
  ///
  /// Source: `bpf_map_push_elem` (Linux 5.16 for this type).
  public void add(V value) {
    source.now().push(value, false);
  }

  /// Whether `value` may have been added: false is certain.
  ///
  /// Source: `bpf_map_peek_elem` (Linux 5.16 for this type).
  public boolean mayContain(V value) {
    return source.now().mayContain(value);
  }
}
