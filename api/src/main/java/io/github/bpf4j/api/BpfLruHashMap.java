package io.github.bpf4j.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A hash map that makes room when it is full, by evicting an entry that was not used lately. Which
/// one is up to the kernel, approximately the least recently used; on the plain JVM it is exactly that.
///
/// Source: `Documentation/bpf/map_hash.rst`, `BPF_MAP_TYPE_LRU_HASH` (Linux 4.10).
///
/// @param <K> keys: a record, an enum or a boxed number
/// @param <V> values: a record, a [Struct] class, an enum or a boxed number
public final class BpfLruHashMap<K, V> extends BpfKeyedMap<K, V> {
  private BpfLruHashMap(
      Class<K> keyType, Class<V> valueType, int maxEntries, @Nullable MapEntries bound) {
    super(MapSpecification.Kind.LRU_HASH, keyType, valueType, maxEntries, bound);
  }

  /// A map of at most `maxEntries` entries, empty.
  ///
  /// @throws IllegalArgumentException if a type has no [Layout], or `maxEntries` is below 1
  public static <K, V> BpfLruHashMap<K, V> of(
      Class<K> keyType, Class<V> valueType, int maxEntries) {
    return new BpfLruHashMap<>(keyType, valueType, maxEntries, null);
  }

  /// The same map over other entries: for runtimes.
  public BpfLruHashMap<K, V> bind(MapEntries entries) {
    return new BpfLruHashMap<>(keyType(), valueType(), specification().maxEntries(), entries);
  }

  /// Hands every entry to `action`, in no order. Entries that come or go meanwhile may be left out.
  ///
  /// Source: as [#forEachWhile].
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (Object key : entries().keys()) {
      for (Object value : entries().getAll(key)) {
        action.accept(keyType().cast(key), valueType().cast(value));
      }
    }
  }

  /// A copy of the entries. User space only.
  public Map<K, V> snapshot() {
    var copy = new LinkedHashMap<K, V>();
    forEach((key, value) -> copy.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
    return copy;
  }
}
