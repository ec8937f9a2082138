package io.github.bpf4j.api;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A [BpfPerCpuHashMap] that makes room when it is full, as [BpfLruHashMap] does.
///
/// Source: `Documentation/bpf/map_hash.rst`, `BPF_MAP_TYPE_LRU_PERCPU_HASH` (Linux 4.10).
///
/// @param <K> keys: a record, an enum or a boxed number
/// @param <V> values: a record, a [Struct] class, an enum or a boxed number
public final class BpfLruPerCpuHashMap<K, V> extends BpfKeyedMap<K, V> {
  private BpfLruPerCpuHashMap(
      Class<K> keyType, Class<V> valueType, int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.LRU_PERCPU_HASH, keyType, valueType, maxEntries, bound);
  }

  /// A map of at most `maxEntries` entries, empty.
  ///
  /// @throws IllegalArgumentException if a type has no [Layout], or `maxEntries` is below 1
  public static <K, V> BpfLruPerCpuHashMap<K, V> of(
      Class<K> keyType, Class<V> valueType, int maxEntries) {
    return new BpfLruPerCpuHashMap<>(keyType, valueType, maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfLruPerCpuHashMap<K, V> bind(MapEntries entries) {
    return new BpfLruPerCpuHashMap<>(keyType(), valueType(), specification().maxEntries(), entries);
  }

  /// The value of `key` on CPU number `cpu`, or null if there is no such key or CPU. A copy, but for
  /// [Struct] classes: in a program, of these it is the place in the map.
  ///
  /// Source: `bpf_map_lookup_percpu_elem` (Linux 5.19).
  public @Nullable V get(K key, int cpu) {
    return valueType().cast(source().get(key, cpu));
  }

  /// The values of `key`, one for each possible CPU; empty if there is none. User space only.
  public List<V> getAll(K key) {
    return entries().getAll(key).stream().<V>map(valueType()::cast).toList();
  }

  /// Hands every key to `action`, with the values of all CPUs. Entries that come or go meanwhile may
  /// be left out. User space only: a program takes [#forEachWhile].
  public void forEach(BiConsumer<? super K, ? super List<V>> action) {
    for (K key : keys()) {
      var values = getAll(key);
      if (!values.isEmpty()) {
        action.accept(key, values);
      }
    }
  }
}
