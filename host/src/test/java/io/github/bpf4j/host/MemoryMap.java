package io.github.bpf4j.host;

import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Bytes as a runtime would have them, with three CPUs.
final class MemoryMap implements RawMap, RawRing {
  static final int CPUS = 3;

  final Map<ByteBuffer, byte[]> entries = new LinkedHashMap<>();
  private final MapDefinition definition;
  private final List<byte[]> records = new ArrayList<>();

  MemoryMap(MapType type, int keySize, int valueSize, int maxEntries) {
    definition = MapDefinition.of("TEST", type, keySize, valueSize, maxEntries);
    if (type == MapType.ARRAY || type == MapType.PERCPU_ARRAY) {
      for (int i = 0; i < maxEntries; i++) {
        var key = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, i);
        entries.put(key, new byte[valueBytes()]);
      }
    }
  }

  void record(byte[] bytes) {
    records.add(bytes);
  }

  @Override
  public MapDefinition definition() {
    return definition;
  }

  @Override
  public int valueBytes() {
    return definition.type().perCpu()
        ? (definition.valueSize() + 7) / 8 * 8 * CPUS
        : definition.valueSize();
  }

  @Override
  public boolean lookup(byte[] key, byte[] value) {
    var found = entries.get(ByteBuffer.wrap(key));
    if (found != null) {
      System.arraycopy(found, 0, value, 0, valueBytes());
    }
    return found != null;
  }

  @Override
  public Outcome update(byte[] key, byte[] value, Mode mode) {
    boolean there = entries.containsKey(ByteBuffer.wrap(key));
    if (mode == Mode.IF_ABSENT && there) {
      return Outcome.PRESENT;
    } else if (mode == Mode.IF_PRESENT && !there) {
      return Outcome.ABSENT;
    } else if (!there && entries.size() == definition.maxEntries()) {
      return Outcome.FULL;
    }
    entries.put(ByteBuffer.wrap(key.clone()), Arrays.copyOf(value, valueBytes()));
    return Outcome.STORED;
  }

  @Override
  public boolean delete(byte[] key) {
    return entries.remove(ByteBuffer.wrap(key)) != null;
  }

  @Override
  public boolean nextKey(byte @Nullable [] key, byte[] next) {
    var keys = new ArrayList<>(entries.keySet());
    int at = key == null ? 0 : keys.indexOf(ByteBuffer.wrap(key)) + 1;
    if (at == keys.size()) {
      return false;
    }
    keys.get(at).get(0, next);
    return true;
  }

  @Override
  public void subscribe(Consumer<byte[]> consumer) {
    records.forEach(consumer);
  }
}
