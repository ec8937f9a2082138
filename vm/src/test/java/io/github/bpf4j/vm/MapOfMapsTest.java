package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.host.RawMaps;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Maps within maps in the VM, by programs that no verifier has seen. What compiled programs do with them is
/// in the text suite.
class MapOfMapsTest {
  private static final MapDefinition COUNTS = MapDefinition.of("counts", MapType.HASH, 4, 8, 10);

  /// The value of key 1 in the map under key 1, 100 where there is no map, 200 where there is no value.
  private static final String LOOKUP =
      """
      *(u32 *)(r10 - 4) = 1
      r1 = map[idx:0]
      r2 = r10
      r2 += -4
      call 1
      if r0 == 0 goto +7
      r1 = r0
      r2 = r10
      r2 += -4
      call 1
      if r0 == 0 goto +4
      r0 = *(u64 *)(r0 + 0)
      exit
      r0 = 100
      exit
      r0 = 200
      exit
      """;

  private static MapDefinition outer(MapType type) {
    return MapDefinition.of("outer", type, 4, 4, 2).withInner(COUNTS);
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static RawMap with(RawMap map, long value) {
    var bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
    map.update(word(1), bytes, Mode.ANY);
    return map;
  }

  @Test
  void aProgramFindsTheMapThatIsThereNow() {
    for (var type : List.of(MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS)) {
      var program = Programs.load(LOOKUP, outer(type));
      var maps = (RawMaps) program.rawMap(0);
      assertThat(program.run(Programs.packet(60))).isEqualTo(100);
      var map = maps.newMap();
      assertThat(maps.put(word(1), map)).isTrue();
      assertThat(program.run(Programs.packet(60))).isEqualTo(200);
      with(map, 7);
      assertThat(program.run(Programs.packet(60))).isEqualTo(7);
      maps.put(word(1), with(maps.newMap(), 8));
      assertThat(program.run(Programs.packet(60))).isEqualTo(8);
      assertThat(maps.get(word(0))).isNull();
      assertThat(maps.get(word(1))).isNotSameAs(map);
      assertThat(program.rawMap(0).delete(word(1))).isTrue();
      assertThat(program.rawMap(0).delete(word(1))).isFalse();
      assertThat(program.run(Programs.packet(60))).isEqualTo(100);
    }
  }

  @Test
  void onlyWhatIsLikeTheOthersFits() {
    var program = Programs.load(LOOKUP, outer(MapType.ARRAY_OF_MAPS));
    var maps = (RawMaps) program.rawMap(0);
    var others =
        List.of(
            MapDefinition.of("m", MapType.LRU_HASH, 4, 8, 10),
            MapDefinition.of("m", MapType.HASH, 8, 8, 10),
            MapDefinition.of("m", MapType.HASH, 4, 4, 10),
            MapDefinition.of("m", MapType.HASH, 4, 8, 10).withFlags(MapDefinition.NO_PREALLOC));
    for (var other : others) {
      var map = Programs.load("r0 = 2\nexit", other).rawMap(0);
      assertThatThrownBy(() -> maps.put(word(0), map))
          .isInstanceOf(BpfException.class)
          .hasMessageStartingWith("map m (")
          .hasMessageEndingWith(
              "cannot be in map outer, where maps are like counts (HASH, 4 bytes a key, 8 bytes a"
                  + " value, 10 entries, flags 0)");
    }
    assertThat(maps.put(word(2), maps.newMap())).as("no such index").isFalse();
    var elsewhere =
        (RawMap)
            Proxy.newProxyInstance(
                RawMap.class.getClassLoader(),
                new Class<?>[] {RawMap.class},
                (_, _, _) -> {
                  throw new UnsupportedOperationException();
                });
    assertThatThrownBy(() -> maps.put(word(0), elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes no map of another runtime");
  }

  @Test
  void thereIsOneLevel() {
    for (var inner :
        List.of(outer(MapType.ARRAY_OF_MAPS), Programs.map(MapType.PROG_ARRAY, 4, 4, 1))) {
      var nested = MapDefinition.of("nested", MapType.HASH_OF_MAPS, 4, 4, 2).withInner(inner);
      assertThatThrownBy(() -> Programs.load("r0 = 2\nexit", nested))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("no map of type " + inner.type() + " can be within");
    }
    assertThatThrownBy(
            () -> Programs.load("r0 = 2\nexit", Programs.map(MapType.ARRAY_OF_MAPS, 4, 4, 1)))
        .hasMessageContaining("it does not say what the maps within are like");
  }

  @Test
  void aMapOfMapsHasNoBytes() {
    var program = Programs.load(LOOKUP, outer(MapType.ARRAY_OF_MAPS));
    var map = program.rawMap(0);
    assertThatThrownBy(() -> map.lookup(word(0), new byte[4])).hasMessageContaining("holds maps");
    assertThatThrownBy(() -> map.update(word(0), word(0), Mode.ANY))
        .hasMessageContaining("holds maps");
    var update =
        Programs.load(
            """
            *(u32 *)(r10 - 4) = 1
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            r3 = r2
            r4 = 0
            call 2
            exit
            """,
            outer(MapType.HASH_OF_MAPS));
    assertThatThrownBy(() -> update.run(Programs.packet(60)))
        .isInstanceOf(VmException.class)
        .hasMessageContaining(
            "passes map outer (HASH_OF_MAPS) where a helper wants a map with keys");
  }

  /// The verifier would not let a program keep a pointer; the VM notices when it is used.
  @Test
  void whatARunFoundIsGoneInTheNext() {
    var program =
        Programs.load(
            """
            *(u32 *)(r10 - 4) = 1
            r6 = map[idx:1][0]+0
            r0 = *(u64 *)(r6 + 0)
            if r0 != 0 goto +14
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            call 1
            r1 = r0
            r2 = r10
            r2 += -4
            call 1
            *(u64 *)(r6 + 0) = r0
            r0 = *(u64 *)(r0 + 0)
            exit
            r0 = 0
            exit
            r0 = *(u64 *)(r0 + 0)
            exit
            """,
            outer(MapType.ARRAY_OF_MAPS),
            MapDefinition.of("kept", MapType.ARRAY, 4, 8, 1));
    var maps = (RawMaps) program.rawMap(0);
    maps.put(word(1), with(maps.newMap(), 5));
    assertThat(program.run(Programs.packet(60))).isEqualTo(5);
    assertThatThrownBy(() -> program.run(Programs.packet(60)))
        .isInstanceOf(VmException.class)
        .hasMessageContaining("which is no address that this program was given");
  }

  @Test
  void manyMapsAreFoundInARun() {
    var program =
        Programs.load(
            """
            r6 = 0
            r7 = 0
            *(u32 *)(r10 - 4) = r6
            *(u32 *)(r10 - 8) = 1
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            call 1
            r1 = r0
            r2 = r10
            r2 += -8
            call 1
            r1 = *(u64 *)(r0 + 0)
            r7 += r1
            r6 += 1
            if r6 < 1000 goto -15
            r0 = r7
            exit
            """,
            MapDefinition.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 1000).withInner(COUNTS));
    var maps = (RawMaps) program.rawMap(0);
    int sum = 0;
    for (int i = 0; i < 1000; i++) {
      maps.put(word(i), with(maps.newMap(), i));
      sum += i;
    }
    assertThat(program.run(Programs.packet(60))).isEqualTo(sum);
    assertThat(program.run(Programs.packet(60))).isEqualTo(sum);
  }
}
