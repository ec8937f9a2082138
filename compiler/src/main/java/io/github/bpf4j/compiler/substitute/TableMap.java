package io.github.bpf4j.compiler.substitute;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map that does not change, and that nobody goes through.
public final class TableMap<K, V> extends AbstractMap<K, V> {
  private final K[] keys;
  private final V[] values;
  private final boolean asksForNull;

  /// @param keys the keys
  /// @param values of each key its value
  /// @param asksForNull whether it may be asked for null
  public TableMap(K[] keys, V[] values, boolean asksForNull) {
    this.keys = keys;
    this.values = values;
    this.asksForNull = asksForNull;
  }

  private int indexOf(@Nullable Object key) {
    if (!asksForNull) {
      Objects.requireNonNull(key);
    }
    for (int i = 0; i < keys.length; i++) {
      if (Objects.equals(keys[i], key)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public boolean isEmpty() {
    return keys.length == 0;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : values[index];
  }

  @Override
  public V getOrDefault(@Nullable Object key, V otherwise) {
    int index = indexOf(key);
    return index < 0 ? otherwise : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    throw new UnsupportedOperationException();
  }
}
