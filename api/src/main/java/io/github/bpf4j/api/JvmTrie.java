package io.github.bpf4j.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table of prefixes of the plain JVM: a hash map for each length, the longest tried first.
final class JvmTrie implements JvmEntries {
  private final TreeMap<Integer, Map<List<Byte>, Entry>> byLength =
      new TreeMap<>(Comparator.reverseOrder());
  private final int capacity;
  private final Layout keys;
  private final Layout values;
  private int size;

  JvmTrie(MapSpecification specification) {
    capacity = specification.maxEntries();
    keys = specification.keyLayout();
    values = Layout.of(specification.valueType());
  }

  private record Entry(BpfLpmTrie.Prefix key, Object value) {}

  @Override
  public synchronized @Nullable Object get(Object key) {
    var prefix = (BpfLpmTrie.Prefix) key;
    for (var table : byLength.tailMap(prefix.length()).entrySet()) {
      var entry = table.getValue().get(bits(prefix.key(), table.getKey()));
      if (entry != null) {
        return entry.value;
      }
    }
    return null;
  }

  @Override
  public synchronized List<Object> getAll(Object key) {
    var entry = find((BpfLpmTrie.Prefix) key);
    return entry == null ? List.of() : List.of(entry.value);
  }

  @Override
  public synchronized boolean put(Object key, Object value, Mode mode) {
    var prefix = (BpfLpmTrie.Prefix) key;
    var old = find(prefix);
    if (mode == Mode.IF_ABSENT && old != null || mode == Mode.IF_PRESENT && old == null) {
      return false;
    }
    if (old == null) {
      if (size == capacity) {
        return false;
      }
      size++;
    }
    byLength
        .computeIfAbsent(prefix.length(), _ -> new HashMap<>())
        .put(bits(prefix.key(), prefix.length()), new Entry(prefix, values.copy(value)));
    return true;
  }

  @Override
  public synchronized boolean remove(Object key) {
    var prefix = (BpfLpmTrie.Prefix) key;
    var table = byLength.get(prefix.length());
    if (table == null || table.remove(bits(prefix.key(), prefix.length())) == null) {
      return false;
    }
    if (table.isEmpty()) {
      byLength.remove(prefix.length());
    }
    size--;
    return true;
  }

  @Override
  public synchronized List<Object> keys() {
    var all = new ArrayList<>(size);
    byLength.values().forEach(table -> table.values().forEach(entry -> all.add(entry.key)));
    return List.copyOf(all);
  }

  private @Nullable Entry find(BpfLpmTrie.Prefix prefix) {
    var table = byLength.get(prefix.length());
    return table == null ? null : table.get(bits(prefix.key(), prefix.length()));
  }

  /// The first `length` bits of `key`, filled up with zeros to a whole byte.
  private List<Byte> bits(Object key, int length) {
    var bytes = keys.encode(key);
    var bits = new ArrayList<Byte>((length + 7) / 8);
    for (int at = 0; at < length; at += 8) {
      int kept = Math.min(8, length - at);
      bits.add((byte) (bytes[at / 8] & -1 << 8 - kept));
    }
    return bits;
  }
}
