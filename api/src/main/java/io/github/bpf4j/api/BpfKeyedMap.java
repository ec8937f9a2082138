package io.github.bpf4j.api;

import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What the four kinds of hash map have in common.
///
/// Keys are compared by their bytes, see [Layout]. Values are copied in and out, but for [Struct]
/// classes: their `get` returns the place in the map.
///
/// @param <K> keys: a record, an enum or a boxed number
/// @param <V> values: a record, a [Struct] class, an enum or a boxed number
public abstract sealed class BpfKeyedMap<K, V> extends BpfMap
    permits BpfHashMap, BpfLruHashMap, BpfPerCpuHashMap, BpfLruPerCpuHashMap {
  private final Class<K> keyType;
  private final Class<V> valueType;
  private final MapSource source;

  BpfKeyedMap(
      MapSpecification.Kind kind,
      Class<K> keyType,
      Class<V> valueType,
      int maxEntries,
      @Nullable MapEntries bound) {
    super(new MapSpecification(kind, keyType, valueType, maxEntries));
    this.keyType = keyType;
    this.valueType = valueType;
    this.source = new MapSource(specification(), bound);
  }

  final Class<K> keyType() {
    return keyType;
  }

  final Class<V> valueType() {
    return valueType;
  }

  @Override
  final MapSource source() {
    return source;
  }

  final MapEntries entries() {
    return source.entries();
  }

  /// The value of `key`, or null if there is none. In a program, a per-CPU map gives the value of the
  /// CPU that runs it; in user space there is no such CPU: take `getAll`.
  public @Nullable V get(K key) {
    return valueType.cast(source.current().get(Objects.requireNonNull(key, "key")));
  }

  /// Stores `value` under `key`, whether it is there or not. In user space, a per-CPU map stores it
  /// for every CPU.
  ///
  /// @return false if the map is full (an LRU map makes room instead)
  public boolean put(K key, V value) {
    return entries().put(key, value, MapEntries.Mode.ANY);
  }

  /// Stores `value` only if `key` is absent.
  ///
  /// @return whether it did
  public boolean putIfAbsent(K key, V value) {
    return entries().put(key, value, MapEntries.Mode.IF_ABSENT);
  }

  /// Stores `value` only if `key` is there.
  ///
  /// @return whether it did
  public boolean replace(K key, V value) {
    return entries().put(key, value, MapEntries.Mode.IF_PRESENT);
  }

  /// Removes `key`.
  ///
  /// @return whether it was there
  public boolean remove(K key) {
    return entries().remove(key);
  }

  /// Hands entries to `action`, in no order, until it returns false; in a program, of a per-CPU map the
  /// values of the CPU that runs it. `action` may change and remove the entry that it was given; entries
  /// that come or go meanwhile may be left out.
  ///
  /// Source: `bpf_for_each_map_elem` (Linux 5.13; bpf4j asks for 6.7, see [BpfLoop]).
  ///
  /// @return how many entries it was given
  public int forEachWhile(BiPredicate<? super K, ? super V> action) {
    var current = source.current();
    int count = 0;
    for (Object key : current.keys()) {
      for (Object value : current.getAll(key)) {
        count++;
        if (!action.test(keyType.cast(key), valueType.cast(value))) {
          return count;
        }
      }
    }
    return count;
  }

  /// How many entries there are, found by counting. User space only.
  public int size() {
    return entries().keys().size();
  }

  /// Removes every entry that is there now. User space only.
  public void clear() {
    for (Object key : entries().keys()) {
      entries().remove(key);
    }
  }

  /// The keys that are there now. User space only.
  public List<K> keys() {
    return entries().keys().stream().<K>map(keyType::cast).toList();
  }
}
