package io.github.bpf4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps of the plain JVM over their storage, which programs and user space see in different ways.
final class JvmViews {
  private JvmViews() {}

  /// `definition` over `storage`, which is of the kind that it has.
  static BpfMap bind(BpfMap definition, Object storage) {
    return switch (definition) {
      case BpfHashMap<?, ?> map -> map.bind((MapEntries) storage);
      case BpfLruHashMap<?, ?> map -> map.bind((MapEntries) storage);
      case BpfPerCpuHashMap<?, ?> map -> map.bind((MapEntries) storage);
      case BpfLruPerCpuHashMap<?, ?> map -> map.bind((MapEntries) storage);
      case BpfArray<?> map -> map.bind((MapEntries) storage);
      case BpfPerCpuArray<?> map -> map.bind((MapEntries) storage);
      case BpfLpmTrie<?, ?> map -> map.bind((MapEntries) storage);
      case BpfDevMap map -> map.bind((MapEntries) storage);
      case BpfDevHashMap map -> map.bind((MapEntries) storage);
      case BpfCpuMap map -> map.bind((MapEntries) storage);
      case BpfXskMap map -> map.bind((MapEntries) storage);
      case BpfRingBuf<?> map -> map.bind((RingRecords) storage);
      case BpfQueue<?> map -> map.bind((MapValues) storage);
      case BpfStack<?> map -> map.bind((MapValues) storage);
      case BpfBloomFilter<?> map -> map.bind((MapValues) storage);
      case BpfTailCalls map -> map.bind((MapPrograms) storage);
      case BpfArrayOfMaps<?> map -> map.bind((InnerMaps) storage);
      case BpfHashOfMaps<?, ?> map -> map.bind((InnerMaps) storage);
    };
  }

  /// `definition` over `storage`, as user space sees it.
  static BpfMap forUserSpace(BpfMap definition, Object storage) {
    return bind(
        definition,
        switch (storage) {
          case JvmEntries entries ->
              new Copies(entries, Layout.of(definition.specification().valueType()));
          case JvmInnerMaps maps -> new UserMaps(maps);
          default -> storage;
        });
  }

  /// What `map`, which [#bind] or [#forUserSpace] gave, stands on.
  ///
  /// @throws IllegalArgumentException if it stands on nothing of the plain JVM
  static Object storageOf(BpfMap map) {
    return switch (map.storage()) {
      case Copies copies -> copies.entries;
      case UserMaps maps -> maps.maps;
      case JvmEntries entries -> entries;
      case JvmQueue queue -> queue;
      case JvmBloom filter -> filter;
      case JvmRing ring -> ring;
      case JvmPrograms programs -> programs;
      case JvmInnerMaps maps -> maps;
      case null, default ->
          throw new IllegalArgumentException(
              "%s is no map of a program on the JVM: take one that newMap() or program.map(…) gave"
                  .formatted(map));
    };
  }

  /// Gives copies where programs get references, and does not count as use for eviction.
  private record Copies(JvmEntries entries, Layout values) implements MapEntries {
    @Override
    public @Nullable Object get(Object key) {
      if (key instanceof BpfLpmTrie.Prefix) {
        var value = entries.get(key);
        return value == null ? null : values.copy(value);
      }
      var all = getAll(key);
      return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<Object> getAll(Object key) {
      return entries.getAll(key).stream().map(values::copy).toList();
    }

    @Override
    public boolean put(Object key, Object value, Mode mode) {
      return entries.put(key, value, mode);
    }

    @Override
    public boolean remove(Object key) {
      return entries.remove(key);
    }

    @Override
    public List<Object> keys() {
      return entries.keys();
    }
  }

  /// Gives maps that are for user space, too.
  private record UserMaps(JvmInnerMaps maps) implements InnerMaps {
    private static BpfMap forUserSpace(BpfMap map) {
      return JvmViews.forUserSpace(map, storageOf(map));
    }

    @Override
    public @Nullable BpfMap get(Object key) {
      var map = maps.get(key);
      return map == null ? null : forUserSpace(map);
    }

    @Override
    public boolean put(Object key, BpfMap map) {
      return maps.put(key, map);
    }

    @Override
    public boolean remove(Object key) {
      return maps.remove(key);
    }

    @Override
    public List<Object> keys() {
      return maps.keys();
    }

    @Override
    public BpfMap create() {
      return forUserSpace(maps.create());
    }
  }
}
