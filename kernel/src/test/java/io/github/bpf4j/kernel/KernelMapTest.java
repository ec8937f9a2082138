package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.host.RawMap.Outcome;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@KernelTest
class KernelMapTest {
  private static KernelMap map(MapType type, int keySize, int valueSize, int entries) {
    return KernelMap.create(MapDefinition.of("m", type, keySize, valueSize, entries), null);
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] filled(KernelMap map, int with) {
    var value = new byte[map.valueBytes()];
    Arrays.fill(value, (byte) with);
    return value;
  }

  @ParameterizedTest
  @EnumSource(
      value = MapType.class,
      names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
  void hashesKeepWhatIsStored(MapType type) {
    try (var map = map(type, 4, 8, 100)) {
      var value = new byte[map.valueBytes()];
      assertThat(map.lookup(u32(1), value)).isFalse();
      assertThat(map.update(u32(1), filled(map, 7), Mode.IF_PRESENT)).isEqualTo(Outcome.ABSENT);
      assertThat(map.update(u32(1), filled(map, 7), Mode.IF_ABSENT)).isEqualTo(Outcome.STORED);
      assertThat(map.update(u32(1), filled(map, 8), Mode.IF_ABSENT)).isEqualTo(Outcome.PRESENT);
      assertThat(map.lookup(u32(1), value)).isTrue();
      assertThat(value).isEqualTo(filled(map, 7));
      assertThat(map.delete(u32(1))).isTrue();
      assertThat(map.delete(u32(1))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MapType.class,
      names = {"ARRAY", "PERCPU_ARRAY"})
  void arraysHaveAllTheirElements(MapType type) {
    try (var map = map(type, 4, 8, 3)) {
      var value = filled(map, 9);
      assertThat(map.lookup(u32(2), value)).isTrue();
      assertThat(value).containsOnly(0);
      assertThat(map.lookup(u32(3), value)).isFalse();
      assertThat(map.update(u32(2), filled(map, 5), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.update(u32(3), filled(map, 5), Mode.ANY)).isEqualTo(Outcome.ABSENT);
      assertThat(map.update(u32(2), filled(map, 5), Mode.IF_ABSENT)).isEqualTo(Outcome.PRESENT);
      assertThatThrownBy(() -> map.delete(u32(2)))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("an array always has all its elements");
    }
  }

  @Test
  void aPerCpuValueHasAPartForEachPossibleProcessor() {
    try (var map = map(MapType.PERCPU_ARRAY, 4, 12, 1)) {
      assertThat(map.valueBytes()).isEqualTo(16 * Processors.POSSIBLE);
    }
    assertThat(Processors.count("0")).isEqualTo(1);
    assertThat(Processors.count("0-3,8,10-11")).isEqualTo(7);
  }

  @Test
  void aFullHashSaysSo() {
    try (var map = map(MapType.HASH, 4, 8, 2)) {
      assertThat(map.update(u32(1), filled(map, 1), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.update(u32(2), filled(map, 1), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.update(u32(3), filled(map, 1), Mode.ANY)).isEqualTo(Outcome.FULL);
    }
  }

  @Test
  void aTrieFindsTheLongestPrefix() {
    try (var map = map(MapType.LPM_TRIE, 8, 4, 2)) {
      assertThat(map.update(prefix(8, 10, 0, 0, 0), u32(8), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.update(prefix(24, 10, 1, 2, 0), u32(24), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.update(prefix(16, 10, 9, 0, 0), u32(1), Mode.ANY)).isEqualTo(Outcome.FULL);
      var value = new byte[4];
      assertThat(map.lookup(prefix(32, 10, 1, 2, 3), value)).isTrue();
      assertThat(value).isEqualTo(u32(24));
      assertThat(map.lookup(prefix(32, 10, 1, 9, 9), value)).isTrue();
      assertThat(value).isEqualTo(u32(8));
      assertThat(map.lookup(prefix(32, 11, 0, 0, 1), value)).isFalse();
      assertThat(map.delete(prefix(24, 10, 1, 2, 0))).isTrue();
      assertThatThrownBy(() -> map.update(prefix(33, 10, 0, 0, 0), u32(1), Mode.ANY))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("the prefix is longer than the key")
          .hasMessageContaining("at most 32");
    }
  }

  private static byte[] prefix(int length, int... bytes) {
    var key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(length);
    for (int b : bytes) {
      key.put((byte) b);
    }
    return key.array();
  }

  @Test
  void allKeysAreListedOnce() {
    try (var map = map(MapType.HASH, 4, 4, 1000)) {
      for (int i = 0; i < 1000; i++) {
        map.update(u32(i), u32(i), Mode.ANY);
      }
      Set<ByteBuffer> seen = new HashSet<>();
      byte @Nullable [] key = null;
      var next = new byte[4];
      while (map.nextKey(key, next)) {
        key = next.clone();
        assertThat(seen.add(ByteBuffer.wrap(key))).isTrue();
      }
      assertThat(seen).hasSize(1000);
    }
  }

  @Test
  void severalThreadsUseOneMap() throws InterruptedException {
    try (var map = map(MapType.HASH, 4, 4, 10_000)) {
      var threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        int from = t * 2000;
        threads[t] =
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = from; i < from + 2000; i++) {
                    map.update(u32(i), u32(-i), Mode.ANY);
                  }
                });
      }
      for (var thread : threads) {
        thread.join();
      }
      var value = new byte[4];
      for (int i = 0; i < 8000; i++) {
        assertThat(map.lookup(u32(i), value)).isTrue();
        assertThat(value).isEqualTo(u32(-i));
      }
    }
  }

  @Test
  void wrongSizesAreRefusedBeforeTheKernelReadsBeyondThem() {
    try (var map = map(MapType.HASH, 4, 8, 1)) {
      assertThatThrownBy(() -> map.update(new byte[3], new byte[8], Mode.ANY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the key has 3 bytes, but must have 4");
      assertThatThrownBy(() -> map.update(new byte[4], new byte[7], Mode.ANY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the value has 7 bytes, but must have 8");
    }
  }

  @Test
  void whatTheKernelCannotMakeIsExplained() {
    assertThatThrownBy(() -> map(MapType.RINGBUF, 0, 0, 1000))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("cannot make map \"m\" (RINGBUF, 0 bytes a key")
        .hasMessageContaining("invalid argument (EINVAL)")
        .hasMessageContaining("fix: ");
  }

  @Test
  void aClosedMapSaysSo() {
    var map = map(MapType.HASH, 4, 4, 1);
    map.close();
    map.close();
    assertThatThrownBy(() -> map.delete(u32(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("map \"m\" is closed");
  }
}
