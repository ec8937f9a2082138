package io.github.bpf4j.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A table of prefixes, as routers have them: `get` finds the longest one that covers a key.
///
/// A prefix is the first bits of a key, counted from the most significant bit of its first byte. So
/// keys are big-endian: records all of whose numbers are [BigEndian] or bytes, such as [Ipv4Address]
/// and [Ipv6Address].
///
/// Source: `Documentation/bpf/map_lpm_trie.rst`, `BPF_MAP_TYPE_LPM_TRIE` (Linux 4.11).
///
/// @param <K> keys: a record of 1 to 256 bytes
/// @param <V> values: a record, a [Struct] class, an enum or a boxed number
public final class BpfLpmTrie<K, V> extends BpfMap {
  private final Class<K> keyType;
  private final Class<V> valueType;
  private final MapSource source;
  private final int keyBits;

  private BpfLpmTrie(
      Class<K> keyType, Class<V> valueType, int maxEntries, @Nullable MapEntries bound) {
    super(new MapSpecification(MapSpecification.Kind.LPM_TRIE, keyType, valueType, maxEntries));
    this.keyType = keyType;
    this.valueType = valueType;
    this.keyBits = 8 * Layout.of(keyType).size();
    this.source = new MapSource(specification(), bound);
  }

  /// A key's first bits.
  ///
  /// @param key the key; its bits after `length` do not matter
  /// @param length how many bits, 0 (every key) to all of the key's
  public record Prefix(Object key, int length) {}

  /// Takes a prefix and its value.
  @FunctionalInterface
  public interface PrefixConsumer<K, V> {
    /// Takes the first `length` bits of `key` and their value.
    void accept(K key, int length, V value);
  }

  /// A trie of at most `maxEntries` prefixes, empty.
  ///
  /// @throws IllegalArgumentException if a type has no [Layout], the key's is not big-endian or has
  ///     padding, or `maxEntries` is below 1
  public static <K, V> BpfLpmTrie<K, V> of(Class<K> keyType, Class<V> valueType, int maxEntries) {
    return new BpfLpmTrie<>(keyType, valueType, maxEntries, null);
  }

  @Override
  MapSource source() {
    return source;
  }

  /// The same trie over other entries: for runtimes.
  public BpfLpmTrie<K, V> bind(MapEntries entries) {
    return new BpfLpmTrie<>(keyType, valueType, specification().maxEntries(), entries);
  }

  /// The value of the longest prefix that covers all of `key`, or null if none does.
  public @Nullable V get(K key) {
    Objects.requireNonNull(key, "key");
    return valueType.cast(source.current().get(new Prefix(key, keyBits)));
  }

  /// Stores `value` for the first `prefixLength` bits of `key`.
  ///
  /// @return false if the trie is full or the key has not so many bits
  public boolean put(K key, int prefixLength, V value) {
    return inRange(prefixLength)
        && source.entries().put(new Prefix(key, prefixLength), value, MapEntries.Mode.ANY);
  }

  /// Removes the prefix of exactly the first `prefixLength` bits of `key`.
  ///
  /// @return whether it was there
  public boolean remove(K key, int prefixLength) {
    return inRange(prefixLength) && source.entries().remove(new Prefix(key, prefixLength));
  }

  /// Hands every prefix to `action`. Prefixes that come or go meanwhile may be left out. User space
  /// only.
  public void forEach(PrefixConsumer<? super K, ? super V> action) {
    for (Object key : source.entries().keys()) {
      var prefix = (Prefix) key;
      for (Object value : source.entries().getAll(prefix)) {
        action.accept(keyType.cast(prefix.key()), prefix.length(), valueType.cast(value));
      }
    }
  }

  /// How many prefixes there are, found by counting. User space only.
  public int size() {
    return source.entries().keys().size();
  }

  private boolean inRange(int prefixLength) {
    if (prefixLength >= 0 && prefixLength <= keyBits) {
      return true;
    }
    if (source.isForUserSpace()) {
      throw new IllegalArgumentException(
          "a prefix of %s has 0 to %d bits, not %d"
              .formatted(keyType.getSimpleName(), keyBits, prefixLength));
    }
    return false;
  }
}
