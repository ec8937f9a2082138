package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawMaps;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Region;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maps within a map.
public final class MapOfMaps extends VmMap implements RawMaps {
  private final Index index;
  private final int cpus;
  private final @Nullable VmMap[] maps;

  /// @param cpus how many values an entry of a per-CPU map within has
  MapOfMaps(MapDefinition definition, Index index, int cpus) {
    super(definition);
    this.index = index;
    this.cpus = cpus;
    maps = new VmMap[definition.maxEntries()];
  }

  /// The map under the key in `keys` at `at`, or null if there is none.
  public synchronized @Nullable VmMap find(byte[] keys, int at) {
    int entry = index.find(keys, at);
    return entry == Index.NONE ? null : maps[entry];
  }

  @Override
  public RawMap newMap() {
    return VmMaps.create(inner(), cpus, LoadedProgram.class);
  }

  private MapDefinition inner() {
    return Objects.requireNonNull(definition().inner());
  }

  @Override
  public @Nullable RawMap get(byte[] key) {
    checkKey(key);
    return find(key, 0);
  }

  @Override
  public synchronized boolean put(byte[] key, RawMap map) {
    checkKey(key);
    if (!(map instanceof VmMap inner)) {
      throw new IllegalArgumentException(
          "map %s is in the VM, and takes no map of another runtime"
              .formatted(definition().name()));
    }
    requireAlike(inner.definition());
    int entry = index.check(key, 0);
    if (entry == 0) {
      int there = index.find(key, 0);
      entry = there == Index.NONE ? index.insert(key, 0) : there;
    }
    if (entry < 0) {
      return false;
    }
    maps[entry] = inner;
    return true;
  }

  /// What the kernel's `bpf_map_meta_equal` asks for; of arrays, also the length.
  private void requireAlike(MapDefinition map) {
    var wanted = inner();
    boolean isArray =
        switch (wanted.type()) {
          case ARRAY, PERCPU_ARRAY -> true;
          default -> false;
        };
    if (map.type() != wanted.type()
        || map.keySize() != wanted.keySize()
        || map.valueSize() != wanted.valueSize()
        || map.flags() != wanted.flags()
        || isArray && map.maxEntries() != wanted.maxEntries()) {
      throw new BpfException(
          "map %s cannot be in map %s, where maps are like %s"
              .formatted(describe(map), definition().name(), describe(wanted)));
    }
  }

  private static String describe(MapDefinition map) {
    return "%s (%s, %d bytes a key, %d bytes a value, %d entries, flags %d)"
        .formatted(
            map.name(), map.type(), map.keySize(), map.valueSize(), map.maxEntries(), map.flags());
  }

  @Override
  public synchronized boolean delete(byte[] key) {
    checkKey(key);
    int entry = index.find(key, 0);
    if (entry == Index.NONE) {
      return false;
    }
    maps[entry] = null;
    return index.remove(key, 0) == 0;
  }

  @Override
  public synchronized boolean nextKey(byte @Nullable [] key, byte[] next) {
    if (key != null) {
      checkKey(key);
    }
    int entry = index.next(key == null ? Index.NONE : index.find(key, 0));
    if (entry == Index.NONE) {
      return false;
    }
    index.key(entry, next);
    return true;
  }

  private void checkKey(byte[] key) {
    if (key.length != definition().keySize()) {
      throw new IllegalArgumentException(
          "a key of map %s has %d bytes, not %d"
              .formatted(definition().name(), definition().keySize(), key.length));
    }
  }

  @Override
  public List<Region> regions() {
    return List.of();
  }

  @Override
  public int valueBytes() {
    return definition().valueSize();
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    throw noBytes();
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    throw noBytes();
  }

  private BpfException noBytes() {
    return new BpfException("map %s holds maps, not bytes".formatted(definition().name()));
  }
}
