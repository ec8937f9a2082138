package io.github.bpf4j.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Maps within maps on the plain JVM.
class MapOfMapsTest {
  @Struct
  static final class Counter {
    long packets;
  }

  private static final BpfArray<Counter> TEMPLATE = BpfArray.of(Counter.class, 2);

  private static JvmLoad load() {
    return new JvmLoad(LogLevel.INFO, record -> {});
  }

  @Test
  void anArrayHoldsAMapAtEachIndex() {
    var array = BpfArrayOfMaps.of(TEMPLATE, 2);
    assertThat(array.length()).isEqualTo(2);
    assertThat(array.get(1)).isNull();
    var map = array.newMap();
    assertThat(array.set(1, map)).isTrue();
    assertThat(array.set(2, map)).isFalse();
    assertThat(array.set(-1, map)).isFalse();
    requireNonNull(requireNonNull(array.get(1)).get(0)).packets = 5;
    assertThat(requireNonNull(map.get(0)).packets).isEqualTo(5);
    assertThat(array.clear(1)).isTrue();
    assertThat(array.clear(1)).isFalse();
    assertThat(array.get(1)).isNull();
    assertThat(requireNonNull(map.get(0)).packets).as("what was taken out").isEqualTo(5);
  }

  @Test
  void aHashHasRoomForSoManyMaps() {
    var hash = BpfHashOfMaps.of(Short.class, BpfHashMap.of(Integer.class, Long.class, 4), 1);
    assertThat(hash.put((short) 7, hash.newMap())).isTrue();
    assertThat(hash.put((short) 8, hash.newMap())).isFalse();
    assertThat(hash.put((short) 7, hash.newMap())).as("in place of the old one").isTrue();
    assertThat(hash.keys()).containsExactly((short) 7);
    assertThat(hash.remove((short) 7)).isTrue();
    assertThat(hash.remove((short) 7)).isFalse();
    assertThat(hash.keys()).isEmpty();
  }

  /// As with all maps: a program gets the place, user space a copy.
  @Test
  void programsChangePlacesAndUserSpaceSeesCopies() {
    var definition = BpfArrayOfMaps.of(TEMPLATE, 1);
    var load = load();
    var user = load.map(definition);
    user.set(0, user.newMap());
    requireNonNull(requireNonNull(user.get(0)).get(1)).packets = 9;
    long seen =
        load.run(
            0,
            () -> {
              var counter = requireNonNull(requireNonNull(definition.get(0)).get(1));
              return ++counter.packets;
            });
    assertThat(seen).isEqualTo(1);
    assertThat(requireNonNull(requireNonNull(user.get(0)).get(1)).packets).isEqualTo(1);
    assertThat(requireNonNull(load().map(definition)).get(0)).as("another load").isNull();
  }

  @Test
  void valuesByCpuAreOneForAProgramAndAListForUserSpace() {
    var definition = BpfArrayOfMaps.of(BpfPerCpuArray.of(Long.class, 1), 1);
    var load = load();
    var user = load.map(definition);
    user.set(0, user.newMap());
    long value = load.run(0, () -> requireNonNull(requireNonNull(definition.get(0)).get(0)));
    assertThat(value).isZero();
    var within = requireNonNull(user.get(0));
    assertThat(within.getAll(0)).containsExactly(0L);
    assertThatThrownBy(() -> within.get(0)).hasMessageContaining("use getAll");
  }

  @Test
  void onlyMapsOfTheJvmFit() {
    var array = load().map(BpfArrayOfMaps.of(TEMPLATE, 1));
    assertThatThrownBy(() -> array.set(0, TEMPLATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no map of a program on the JVM");
    assertThatThrownBy(() -> array.set(0, BpfArray.of(Counter.class, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "maps within this one are like ARRAY of Integer to Counter, 2 entries, not like ARRAY"
                + " of Integer to Counter, 3 entries");
  }

  @Test
  void notEveryMapCanBeWithinAnother() {
    assertThatThrownBy(() -> BpfArrayOfMaps.of(BpfRingBuf.of(Long.class, 4096), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a map of kind ARRAY_OF_MAPS cannot have maps of kind RINGBUF within");
    assertThatThrownBy(() -> BpfHashOfMaps.of(Integer.class, BpfArrayOfMaps.of(TEMPLATE, 1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HASH_OF_MAPS cannot have maps of kind ARRAY_OF_MAPS");
    assertThatThrownBy(() -> BpfArrayOfMaps.of(BpfTailCalls.of(1), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itSaysWhatIsWithin() {
    assertThat(BpfHashOfMaps.of(Long.class, TEMPLATE, 3))
        .hasToString(
            "HASH_OF_MAPS of Long to maps (ARRAY of Integer to Counter, 2 entries), 3 entries");
  }
}
