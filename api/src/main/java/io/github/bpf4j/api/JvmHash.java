package io.github.bpf4j.api;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A hash map of the plain JVM. Its order is that of use, the oldest first, where the kind evicts.
final class JvmHash implements JvmEntries {
  private final LinkedHashMap<Object, Object> entries = new LinkedHashMap<>();
  private final int capacity;
  private final boolean evicts;
  private final boolean perCpu;
  private final Layout keys;
  private final Layout values;

  JvmHash(MapSpecification specification) {
    capacity = specification.maxEntries();
    evicts = specification.kind().evicts();
    perCpu = specification.kind().isPerCpu();
    keys = specification.keyLayout();
    values = Layout.of(specification.valueType());
  }

  @Override
  public synchronized @Nullable Object get(Object key) {
    var value = entries.get(key);
    if (evicts && value != null) {
      entries.putLast(key, value);
    }
    return value;
  }

  @Override
  public synchronized List<Object> getAll(Object key) {
    var value = entries.get(key);
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public synchronized boolean put(Object key, Object value, Mode mode) {
    var _ = keys.type().cast(key);
    var old = entries.get(key);
    if (mode == Mode.IF_ABSENT && old != null || mode == Mode.IF_PRESENT && old == null) {
      return false;
    }
    if (old == null && entries.size() == capacity) {
      if (!evicts) {
        return false;
      }
      entries.pollFirstEntry();
    }
    if (old != null && (perCpu && values.isStruct() || values.hasLock())) {
      // The kernel writes per-CPU values, and those with locks, in place and gives others a new
      // place.
      values.assign(old, value);
    } else {
      entries.put(key, values.copy(value));
    }
    if (evicts && old != null) {
      entries.putLast(key, entries.get(key));
    }
    return true;
  }

  @Override
  public synchronized boolean remove(Object key) {
    return entries.remove(key) != null;
  }

  @Override
  public synchronized List<Object> keys() {
    return List.copyOf(entries.keySet());
  }
}
