package io.github.bpf4j.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keys to maps.
///
/// Source: `Documentation/bpf/map_of_maps.rst`, `BPF_MAP_TYPE_HASH_OF_MAPS` (Linux 4.12).
///
/// @param <K> keys: a record, an enum or a boxed number
/// @param <M> the maps within
public final class BpfHashOfMaps<K, M extends BpfMap> extends BpfMapOfMaps<M> {
  private final Class<K> keyType;

  private BpfHashOfMaps(Class<K> keyType, M template, int maxEntries, @Nullable InnerMaps bound) {
    super(MapSpecification.Kind.HASH_OF_MAPS, keyType, template, maxEntries, bound);
    this.keyType = keyType;
  }

  /// A map of at most `maxEntries` maps like `template`, empty.
  ///
  /// @throws IllegalArgumentException if such maps cannot be within another, the key type has no [Layout], or
  ///     `maxEntries` is below 1
  public static <K, M extends BpfMap> BpfHashOfMaps<K, M> of(
      Class<K> keyType, M template, int maxEntries) {
    return new BpfHashOfMaps<>(keyType, template, maxEntries, null);
  }

  /// The same map over other maps: for runtimes.
  public BpfHashOfMaps<K, M> bind(InnerMaps maps) {
    return new BpfHashOfMaps<>(keyType, template(), specification().maxEntries(), maps);
  }

  /// The map of `key`, or null if there is none.
  public @Nullable M get(K key) {
    return find(Objects.requireNonNull(key, "key"));
  }

  /// Stores `map` under `key`, in place of what was there. User space only.
  ///
  /// @return false if there is no room
  /// @throws IllegalArgumentException if the map is another runtime's, or not like those within
  public boolean put(K key, M map) {
    return store(Objects.requireNonNull(key, "key"), map);
  }

  /// Removes `key`. User space only.
  ///
  /// @return whether it was there
  public boolean remove(K key) {
    return source().now().remove(Objects.requireNonNull(key, "key"));
  }

  /// The keys that are there now. User space only.
  public List<K> keys() {
    return source().now().keys().stream().<K>map(keyType::cast).toList();
  }
}
