package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.BpfLruPerCpuHashMap;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.BpfPerCpuHashMap;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MacAddress;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypedMapsTest {
  @Struct
  static final class Counter {
    long packets;
    int last;
  }

  record Port(int number, boolean open) {}

  private static final BpfHashMap<Ipv4Address, Port> HASH =
      BpfHashMap.of(Ipv4Address.class, Port.class, 2);

  private static final Ipv4Address ONE = Ipv4Address.parse("192.0.2.1");
  private static final Ipv4Address TWO = Ipv4Address.parse("192.0.2.2");
  private static final Ipv4Address THREE = Ipv4Address.parse("192.0.2.3");

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void aHashMapKeepsObjectsAsBytes() {
    var raw = new MemoryMap(MapType.HASH, 4, 8, 2);
    var map = TypedMaps.bind(HASH, raw);

    assertThat(map.put(ONE, new Port(0x01020304, true))).isTrue();

    var value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(0x01020304);
    value.put((byte) 1);
    assertThat(raw.entries)
        .containsOnly(entry(ByteBuffer.wrap(bytes(192, 0, 2, 1)), value.array()));
    assertThat(map.get(ONE)).isEqualTo(new Port(0x01020304, true));
    assertThat(map.get(TWO)).isNull();
    assertThat(map.putIfAbsent(ONE, new Port(1, false))).isFalse();
    assertThat(map.replace(TWO, new Port(1, false))).isFalse();
    assertThat(map.putIfAbsent(TWO, new Port(2, false))).isTrue();
    assertThat(map.replace(TWO, new Port(3, false))).isTrue();
    assertThat(map.put(THREE, new Port(1, false))).as("full").isFalse();
    assertThat(map.snapshot())
        .containsOnly(entry(ONE, new Port(0x01020304, true)), entry(TWO, new Port(3, false)));
    assertThat(map.size()).isEqualTo(2);
    assertThat(map.remove(ONE)).isTrue();
    assertThat(map.remove(ONE)).isFalse();
    map.clear();
    assertThat(raw.entries).isEmpty();
    assertThat(HASH.get(ONE)).as("the definition itself").isNull();
  }

  @Test
  void anLruHashMapIsBoundTheSame() {
    var definition = BpfLruHashMap.of(MacAddress.class, Long.class, 4);
    var map = TypedMaps.bind(definition, new MemoryMap(MapType.LRU_HASH, 6, 8, 4));
    map.put(MacAddress.of(1), 5L);
    assertThat(map.snapshot()).containsOnly(entry(MacAddress.of(1), 5L));
  }

  @Test
  void perCpuMapsGiveTheValuesOfAllCpus() {
    var raw = new MemoryMap(MapType.PERCPU_HASH, 4, 4, 4);
    var map = TypedMaps.bind(BpfPerCpuHashMap.of(Integer.class, Integer.class, 4), raw);
    // Each CPU's value takes 8 bytes, though it has 4.
    var values = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    values.putInt(0, 10).putInt(8, 20).putInt(16, 30);
    raw.entries.put(ByteBuffer.wrap(Layout.of(Integer.class).encode(7)), values.array());

    assertThat(map.getAll(7)).containsExactly(10, 20, 30);
    assertThat(map.getAll(8)).isEmpty();
    assertThatThrownBy(() -> map.get(7)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(map.put(8, 1)).isTrue();
    assertThat(map.getAll(8)).containsExactly(1, 1, 1);
    var seen = new ArrayList<String>();
    map.forEach((k, v) -> seen.add(k + "=" + v));
    assertThat(seen).containsExactly("7=[10, 20, 30]", "8=[1, 1, 1]");

    var lru =
        TypedMaps.bind(
            BpfLruPerCpuHashMap.of(Integer.class, Port.class, 4),
            new MemoryMap(MapType.LRU_PERCPU_HASH, 4, 8, 4));
    lru.put(1, new Port(2, true));
    assertThat(lru.getAll(1)).hasSize(3).containsOnly(new Port(2, true));
  }

  @Test
  void arraysAreReadByIndex() {
    var array =
        TypedMaps.bind(BpfArray.of(Counter.class, 2), new MemoryMap(MapType.ARRAY, 4, 16, 2));
    var counter = new Counter();
    counter.packets = 1L << 40;
    counter.last = 9;
    assertThat(array.set(1, counter)).isTrue();
    assertThat(array.get(1)).usingRecursiveComparison().isEqualTo(counter);
    assertThat(array.get(2)).isNull();
    assertThat(array.get(-1)).isNull();
    assertThat(array.set(2, counter)).isFalse();

    var perCpu =
        TypedMaps.bind(
            BpfPerCpuArray.of(Short.class, 2), new MemoryMap(MapType.PERCPU_ARRAY, 4, 2, 2));
    perCpu.set(0, (short) -5);
    var seen = new ArrayList<String>();
    perCpu.forEach((values, index) -> seen.add(index + ":" + values));
    assertThat(seen).containsExactly("0:[-5, -5, -5]", "1:[0, 0, 0]");
  }

  @Test
  void aTriesKeyIsItsLengthAndTheBytesInNetworkOrder() {
    var raw = new MemoryMap(MapType.LPM_TRIE, 8, 1, 4);
    var trie = TypedMaps.bind(BpfLpmTrie.of(Ipv4Address.class, Boolean.class, 4), raw);

    assertThat(trie.put(Ipv4Address.parse("198.51.100.0"), 24, true)).isTrue();

    var key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(24);
    key.put(bytes(198, 51, 100, 0)).flip();
    assertThat(raw.entries).containsOnlyKeys(key);
    var full = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(32);
    full.put(bytes(192, 0, 2, 1)).flip();
    raw.entries.put(full, new byte[] {0});
    assertThat(trie.get(ONE)).isFalse();
    var seen = new ArrayList<String>();
    trie.forEach((address, length, deny) -> seen.add(address + "/" + length + " " + deny));
    assertThat(seen).containsExactly("198.51.100.0/24 true", "192.0.2.1/32 false");
    assertThat(trie.remove(Ipv4Address.parse("198.51.100.0"), 24)).isTrue();
    assertThat(trie.size()).isEqualTo(1);
    assertThatThrownBy(() -> trie.remove(ONE, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRingBufferHandsOverEvents() {
    var raw = new MemoryMap(MapType.RINGBUF, 0, 0, 4096);
    var ring = TypedMaps.bind(BpfRingBuf.of(Port.class, 4096), raw);
    raw.record(Layout.of(Port.class).encode(new Port(80, true)));
    raw.record(Layout.of(Port.class).encode(new Port(81, false)));
    var seen = new ArrayList<Port>();
    ring.subscribe(seen::add);
    assertThat(seen).containsExactly(new Port(80, true), new Port(81, false));
    assertThatThrownBy(() -> ring.output(new Port(1, true)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aWalkSurvivesThatItsKeysAreRemoved() {
    var raw =
        new MemoryMapThatForgets(
            new MemoryMap(MapType.HASH, 4, 4, 100), List.of(3, 3, 17, 50, 50, 50));
    var map = TypedMaps.bind(BpfHashMap.of(Integer.class, Integer.class, 100), raw);
    for (int i = 0; i < 60; i++) {
      map.put(i, i);
    }
    assertThat(map.keys()).hasSize(60).doesNotHaveDuplicates();
  }

  /// Answers, now and then, as if the key had been removed.
  private record MemoryMapThatForgets(MemoryMap map, ArrayList<Integer> forgotten)
      implements RawMap {
    MemoryMapThatForgets(MemoryMap map, List<Integer> forgotten) {
      this(map, new ArrayList<>(forgotten));
    }

    @Override
    public io.github.bpf4j.object.MapDefinition definition() {
      return map.definition();
    }

    @Override
    public int valueBytes() {
      return map.valueBytes();
    }

    @Override
    public boolean lookup(byte[] key, byte[] value) {
      return map.lookup(key, value);
    }

    @Override
    public Outcome update(byte[] key, byte[] value, Mode mode) {
      return map.update(key, value, mode);
    }

    @Override
    public boolean delete(byte[] key) {
      return map.delete(key);
    }

    @Override
    public boolean nextKey(byte @Nullable [] key, byte[] next) {
      boolean forget = key != null && forgotten.remove(Layout.of(Integer.class).decode(key, 0));
      return map.nextKey(forget ? null : key, next);
    }
  }

  @Test
  void aMapOfOtherSizesIsRefused() {
    assertThatThrownBy(() -> TypedMaps.bind(HASH, new MemoryMap(MapType.HASH, 4, 4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a value of map TEST has 4 bytes, but Port (8 bytes")
        .hasMessageContaining("makes it 8");
    assertThatThrownBy(() -> TypedMaps.bind(HASH, new MemoryMap(MapType.HASH, 8, 8, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a key of map TEST has 8 bytes");
  }

  @Test
  void aMapThatAProgramDoesNotUseIsRefusedByName() throws Exception {
    var program = Programs.compiled(Programs.class.getDeclaredMethod("count", Programs.CONTEXT));
    assertThat(TypedMaps.indexOf(program, Programs.COUNTS)).isEqualTo(1);
    assertThatThrownBy(() -> TypedMaps.indexOf(program, HASH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "program count does not use this map (HASH of Ipv4Address to Port, 2 entries): it uses"
                + " COUNTS");
  }
}
