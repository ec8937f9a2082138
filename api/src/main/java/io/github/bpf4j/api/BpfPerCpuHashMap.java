package io.github.bpf4j.api;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A hash map with a value for each CPU, so that CPUs never wait for each other: a program sees the
/// value of the CPU it runs on, user space sees all of them. The plain JVM has one CPU.
///
/// Source: `Documentation/bpf/map_hash.rst`, `BPF_MAP_TYPE_PERCPU_HASH` (Linux 4.6).
///
/// @param <K> keys: a record, an enum or a boxed number
/// @param <V> values: a record, a [Struct] class, an enum or a boxed number
public final class BpfPerCpuHashMap<K, V> extends BpfKeyedMap<K, V> {
  private BpfPerCpuHashMap(
      Class<K> keyType, Class<V> valueType, int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.PERCPU_HASH, keyType, valueType, maxEntries, bound);
  }

  /// A map of at most `maxEntries` entries, empty.
  ///
  /// @throws IllegalArgumentException if a type has no [Layout], or `maxEntries` is below 1
  public static <K, V> BpfPerCpuHashMap<K, V> of(
      Class<K> keyType, Class<V> valueType, int maxEntries) {
    return new BpfPerCpuHashMap<>(keyType, valueType, maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfPerCpuHashMap<K, V> bind(MapEntries entries) {
    return new BpfPerCpuHashMap<>(keyType(), valueType(), specification().maxEntries(), entries);
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
