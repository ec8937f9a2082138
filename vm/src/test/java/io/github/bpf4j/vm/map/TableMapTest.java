package io.github.bpf4j.vm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.host.RawMap.Outcome;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What maps do, for programs and for user space.
class TableMapTest {
  private static final long ANY = 0;
  private static final long NOEXIST = 1;
  private static final long EXIST = 2;

  private static MapDefinition definition(MapType type, int keySize, int valueSize, int entries) {
    return MapDefinition.of("M", type, keySize, valueSize, entries);
  }

  private static TableMap map(MapType type, int keySize, int valueSize, int entries, int cpus) {
    return (TableMap)
        VmMaps.create(definition(type, keySize, valueSize, entries), cpus, LoadedProgram.class);
  }

  private static TableMap map(MapType type, int entries) {
    return map(type, 4, 4, entries, 1);
  }

  private static byte[] u32(int... words) {
    var buffer = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
    buffer.asIntBuffer().put(words);
    return buffer.array();
  }

  private static int value(TableMap map, int key) {
    byte[] value = new byte[map.valueBytes()];
    return map.lookup(u32(key), value)
        ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt()
        : -1;
  }

  private static int update(TableMap map, int key, int value, long flags) {
    return map.update(0, u32(key), 0, u32(value), 0, flags);
  }

  private static List<Integer> keys(TableMap map) {
    var keys = new ArrayList<Integer>();
    byte[] key = null;
    byte[] next = new byte[4];
    while (map.nextKey(key, next)) {
      keys.add(ByteBuffer.wrap(next).order(ByteOrder.nativeOrder()).getInt());
      key = next.clone();
    }
    return keys;
  }

  @Nested
  class Hash {
    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
    void flagsSayWhetherAKeyMayBeThere(MapType type) {
      var map = map(type, 4);
      assertThat(update(map, 1, 10, EXIST)).isEqualTo(-Errno.ENOENT);
      assertThat(update(map, 1, 10, NOEXIST)).isZero();
      assertThat(update(map, 1, 11, NOEXIST)).isEqualTo(-Errno.EEXIST);
      assertThat(update(map, 1, 12, EXIST)).isZero();
      assertThat(update(map, 1, 13, ANY)).isZero();
      assertThat(update(map, 1, 14, 3)).isEqualTo(-Errno.EINVAL);
      assertThat(update(map, 1, 14, 4)).isEqualTo(-Errno.EINVAL);
      assertThat(update(map, 1, 14, -1)).isEqualTo(-Errno.EINVAL);
      assertThat(value(map, 1)).isEqualTo(13);
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH"})
    void aFullHashTakesNoNewKeyButNewValues(MapType type) {
      var map = map(type, 3);
      for (int key = 0; key < 3; key++) {
        assertThat(update(map, key, key, ANY)).isZero();
      }
      assertThat(update(map, 3, 3, ANY)).isEqualTo(-Errno.E2BIG);
      assertThat(map.update(u32(3), new byte[map.valueBytes()], Mode.ANY)).isEqualTo(Outcome.FULL);
      assertThat(update(map, 2, 20, ANY)).isZero();
      assertThat(map.delete(u32(0), 0)).isZero();
      assertThat(update(map, 3, 3, ANY)).isZero();
      assertThat(keys(map)).containsExactlyInAnyOrder(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"LRU_HASH", "LRU_PERCPU_HASH"})
    void aFullLruEvictsWhatProgramsUsedLeastRecently(MapType type) {
      var map = map(type, 3);
      for (int key = 0; key < 3; key++) {
        update(map, key, key, ANY);
      }
      map.lookup(0, u32(0), 0);
      assertThat(value(map, 1)).as("a look from user space is no use").isEqualTo(1);
      assertThat(update(map, 3, 3, ANY)).isZero();
      assertThat(keys(map)).containsExactlyInAnyOrder(0, 2, 3);
      update(map, 2, 22, EXIST);
      update(map, 4, 4, ANY);
      assertThat(keys(map)).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void deletingSaysWhetherTheKeyWasThere() {
      var map = map(MapType.HASH, 3);
      update(map, 1, 1, ANY);
      assertThat(map.delete(u32(1), 0)).isZero();
      assertThat(map.delete(u32(1), 0)).isEqualTo(-Errno.ENOENT);
      assertThat(map.delete(u32(1))).isFalse();
      assertThat(map.lookup(0, u32(1), 0)).isEqualTo(TableMap.NOWHERE);
    }

    @Test
    void aNewValueDoesNotChangeTheOldOneThatAProgramPointsTo() {
      var map = map(MapType.HASH, 3);
      update(map, 1, 1, ANY);
      long before = map.lookup(0, u32(1), 0);
      update(map, 1, 2, ANY);
      assertThat(map.lookup(0, u32(1), 0)).isNotEqualTo(before);
      assertThat(value(map, 1)).isEqualTo(2);
    }

    @Test
    void randomWorkGivesWhatAJavaMapGives() {
      long seed = 7;
      var random = new Random(seed);
      var map = map(MapType.HASH, 500);
      Map<Integer, Integer> model = new HashMap<>();
      for (int i = 0; i < 100_000; i++) {
        int key = random.nextInt(1000) * 0x01010101;
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            int result = update(map, key, i, ANY);
            if (model.containsKey(key) || model.size() < 500) {
              assertThat(result).as("seed %d, step %d", seed, i).isZero();
              model.put(key, i);
            } else {
              assertThat(result).as("seed %d, step %d", seed, i).isEqualTo(-Errno.E2BIG);
            }
          }
          case 2 ->
              assertThat(map.delete(u32(key)))
                  .as("seed %d, step %d", seed, i)
                  .isEqualTo(model.remove(key) != null);
          default ->
              assertThat(value(map, key))
                  .as("seed %d, step %d", seed, i)
                  .isEqualTo(model.getOrDefault(key, -1));
        }
      }
      assertThat(keys(map)).containsExactlyInAnyOrderElementsOf(model.keySet());
    }

    @Test
    void everyKeyIsSeenOnceThoughValuesChangeMeanwhile() {
      var map = map(MapType.HASH, 100);
      for (int key = 0; key < 100; key++) {
        update(map, key, key, ANY);
      }
      var seen = new ArrayList<Integer>();
      byte[] key = null;
      byte[] next = new byte[4];
      while (map.nextKey(key, next)) {
        int number = ByteBuffer.wrap(next).order(ByteOrder.nativeOrder()).getInt();
        seen.add(number);
        update(map, number, 1000 + number, ANY);
        key = next.clone();
      }
      assertThat(seen).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void theKeyAfterOneThatIsGoneIsTheFirst() {
      var map = map(MapType.HASH, 100);
      update(map, 1, 1, ANY);
      update(map, 2, 2, ANY);
      byte[] next = new byte[4];
      assertThat(map.nextKey(u32(77), next)).isTrue();
      assertThat(next).isEqualTo(u32(keys(map).getFirst()));
    }
  }

  @Nested
  class PerCpu {
    @Test
    void eachCpuHasAValueAndUserSpaceSeesAllRoundedUpToEight() {
      var map = map(MapType.PERCPU_HASH, 4, 4, 8, 3);
      assertThat(map.valueBytes()).isEqualTo(24);
      map.update(1, u32(5), 0, u32(11), 0, ANY);
      map.update(2, u32(5), 0, u32(22), 0, ANY);
      byte[] all = new byte[24];
      assertThat(map.lookup(u32(5), all)).isTrue();
      assertThat(all).isEqualTo(u32(0, 0, 11, 0, 22, 0));
      assertThat(map.update(u32(5), u32(7, 0, 8, 0, 9, 0), Mode.IF_PRESENT))
          .isEqualTo(Outcome.STORED);
      assertThat(map.lookup(u32(5), all)).isTrue();
      assertThat(all).isEqualTo(u32(7, 0, 8, 0, 9, 0));
      assertThat(
              Set.of(map.lookup(0, u32(5), 0), map.lookup(1, u32(5), 0), map.lookup(2, u32(5), 0)))
          .hasSize(3);
    }

    @Test
    void aNewEntryHasNothingOfAnOldOneOnOtherCpus() {
      var map = map(MapType.PERCPU_HASH, 4, 4, 1, 2);
      assertThat(map.update(u32(1), u32(1, 0, 2, 0), Mode.ANY)).isEqualTo(Outcome.STORED);
      assertThat(map.delete(u32(1))).isTrue();
      map.update(0, u32(2), 0, u32(9), 0, ANY);
      byte[] all = new byte[16];
      assertThat(map.lookup(u32(2), all)).isTrue();
      assertThat(all).isEqualTo(u32(9, 0, 0, 0));
    }
  }

  @Nested
  class Arrays {
    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PERCPU_ARRAY"})
    void allEntriesAreThereAndZero(MapType type) {
      var map = map(type, 3);
      assertThat(keys(map)).containsExactly(0, 1, 2);
      assertThat(value(map, 2)).isZero();
      assertThat(map.lookup(0, u32(3), 0)).isEqualTo(TableMap.NOWHERE);
      assertThat(map.lookup(0, u32(-1), 0)).isEqualTo(TableMap.NOWHERE);
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PERCPU_ARRAY"})
    void entriesCanBeNeitherMadeNorDeleted(MapType type) {
      var map = map(type, 3);
      assertThat(update(map, 3, 1, ANY)).isEqualTo(-Errno.E2BIG);
      assertThat(update(map, 1, 1, NOEXIST)).isEqualTo(-Errno.EEXIST);
      assertThat(update(map, 1, 1, 3)).isEqualTo(-Errno.EINVAL);
      assertThat(update(map, 1, 1, EXIST)).isZero();
      assertThat(map.delete(u32(1), 0)).isEqualTo(-Errno.EINVAL);
      byte[] value = new byte[map.valueBytes()];
      assertThat(map.update(u32(3), value, Mode.ANY)).isEqualTo(Outcome.ABSENT);
      assertThat(map.update(u32(1), value, Mode.IF_ABSENT)).isEqualTo(Outcome.PRESENT);
      assertThatThrownBy(() -> map.delete(u32(1)))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("store a value of zeros");
    }

    @Test
    void valuesAreOverwrittenInPlace() {
      var map = map(MapType.ARRAY, 3);
      long before = map.lookup(0, u32(1), 0);
      update(map, 1, 9, ANY);
      assertThat(map.lookup(0, u32(1), 0)).isEqualTo(before);
      assertThat(value(map, 1)).isEqualTo(9);
    }
  }

  @Nested
  class Tries {
    private final TableMap map = map(MapType.LPM_TRIE, 8, 4, 4, 1);

    private static byte[] prefix(int length, int... address) {
      var key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(length);
      for (int part : address) {
        key.put((byte) part);
      }
      return key.array();
    }

    private int store(byte[] key, int value) {
      return map.update(0, key, 0, u32(value), 0, ANY);
    }

    private int longest(byte[] key) {
      byte[] value = new byte[4];
      return map.lookup(key, value)
          ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt()
          : -1;
    }

    @Test
    void aLookupGivesTheLongestPrefix() {
      store(prefix(0), 0);
      store(prefix(8, 10), 8);
      store(prefix(20, 10, 1, 0xf0), 20);
      store(prefix(32, 10, 1, 0xf0, 1), 32);
      assertThat(longest(prefix(32, 10, 1, 0xf0, 1))).isEqualTo(32);
      assertThat(longest(prefix(32, 10, 1, 0xff, 1))).isEqualTo(20);
      assertThat(longest(prefix(32, 10, 1, 0xef, 1))).isEqualTo(8);
      assertThat(longest(prefix(32, 11, 1, 0xf0, 1))).isZero();
      assertThat(longest(prefix(16, 10, 1))).as("not longer than asked").isEqualTo(8);
      assertThat(longest(prefix(33))).isEqualTo(-1);
      assertThat(map.delete(prefix(0))).isTrue();
      assertThat(longest(prefix(32, 11, 1, 0xf0, 1))).isEqualTo(-1);
    }

    @Test
    void bitsBehindThePrefixDoNotCountButAreKeptAsStoredLast() {
      store(prefix(8, 10, 1, 2, 3), 1);
      store(prefix(8, 10, 9, 9, 9), 2);
      assertThat(longest(prefix(32, 10, 7, 7, 7))).isEqualTo(2);
      byte[] next = new byte[8];
      assertThat(map.nextKey(null, next)).isTrue();
      assertThat(next).isEqualTo(prefix(8, 10, 9, 9, 9));
      assertThat(map.nextKey(next.clone(), next)).isFalse();
      assertThat(map.delete(prefix(8, 10))).isTrue();
    }

    @Test
    void errorsAreTheKernels() {
      for (int i = 0; i < 4; i++) {
        assertThat(store(prefix(8, i), i)).isZero();
      }
      assertThat(store(prefix(8, 4), 4)).isEqualTo(-Errno.ENOSPC);
      assertThat(map.update(prefix(8, 4), u32(4), Mode.ANY)).isEqualTo(Outcome.FULL);
      assertThat(store(prefix(8, 3), 33)).isZero();
      assertThat(store(prefix(33, 3), 33)).isEqualTo(-Errno.EINVAL);
      assertThat(map.delete(prefix(33), 0)).isEqualTo(-Errno.EINVAL);
      assertThat(map.delete(prefix(9, 3), 0)).isEqualTo(-Errno.ENOENT);
      assertThat(map.update(0, prefix(8, 3), 0, u32(0), 0, NOEXIST)).isEqualTo(-Errno.EEXIST);
      assertThat(map.update(0, prefix(9, 3), 0, u32(0), 0, EXIST)).isEqualTo(-Errno.ENOENT);
      assertThatThrownBy(() -> map.update(prefix(33), u32(0), Mode.ANY))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("longer than the 32 bits");
      assertThatThrownBy(() -> map.delete(prefix(33))).isInstanceOf(BpfException.class);
    }

    @Test
    void randomPrefixesMatchAsASearchThroughAllOfThemSays() {
      long seed = 11;
      var random = new Random(seed);
      var trie = map(MapType.LPM_TRIE, 8, 4, 1000, 1);
      record Prefix(int length, int bits) {}
      var stored = new HashMap<Prefix, Integer>();
      for (int i = 0; i < 1000; i++) {
        int length = random.nextInt(33);
        int bits = random.nextInt(16) << 28 | random.nextInt() & 0x0f0f0f0f;
        int cut = length == 0 ? 0 : bits >> (32 - length) << (32 - length);
        stored.put(new Prefix(length, cut), i);
        byte[] key = prefix(length, bits >>> 24, bits >>> 16, bits >>> 8, bits);
        assertThat(trie.update(0, key, 0, u32(i), 0, ANY)).isZero();
      }
      for (int i = 0; i < 10_000; i++) {
        int address = random.nextInt(16) << 28 | random.nextInt() & 0x0f0f0f0f;
        int expected = -1;
        for (int length = 32; length >= 0 && expected < 0; length--) {
          int cut = length == 0 ? 0 : address >> (32 - length) << (32 - length);
          expected = stored.getOrDefault(new Prefix(length, cut), -1);
        }
        byte[] value = new byte[4];
        byte[] key = prefix(32, address >>> 24, address >>> 16, address >>> 8, address);
        boolean found = trie.lookup(key, value);
        assertThat(found ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt() : -1)
            .as("seed %d, 0x%x", seed, address)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void manyThreadsLoseNoUpdate() throws Exception {
    var map = map(MapType.HASH, 4000);
    var failures = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var tasks = new ArrayList<Callable<Void>>();
      for (int t = 0; t < 4; t++) {
        int first = t * 1000;
        tasks.add(() -> {
          for (int key = first; key < first + 1000; key++) {
            if (update(map, key, key, NOEXIST) != 0 || value(map, key) != key) {
              failures.incrementAndGet();
            }
          }
          return null;
        });
      }
      for (var result : threads.invokeAll(tasks)) {
        result.get();
      }
    }
    assertThat(failures).hasValue(0);
    assertThat(new HashSet<>(keys(map))).hasSize(4000);
  }

  @Test
  void definitionsThatNoKernelTakesAreRefused() {
    assertRefused(definition(MapType.HASH, 4, 4, 0), "at least one");
    assertRefused(definition(MapType.HASH, 0, 4, 1), "at least one byte");
    assertRefused(definition(MapType.ARRAY, 8, 4, 1), "index of 4 bytes");
    assertRefused(definition(MapType.LPM_TRIE, 4, 4, 1), "1 to 256 bytes of prefix");
    assertRefused(
        MapDefinition.of("M", MapType.LPM_TRIE, 8, 4, 1).withFlags(0), "BPF_F_NO_PREALLOC");
    assertRefused(
        MapDefinition.of("M", MapType.LRU_HASH, 8, 4, 1).withFlags(1), "BPF_F_NO_PREALLOC");
    assertRefused(definition(MapType.RINGBUF, 0, 0, 5000), "power of two");
    assertRefused(definition(MapType.RINGBUF, 0, 0, 2048), "power of two");
    assertRefused(definition(MapType.RINGBUF, 4, 0, 4096), "no keys");
    assertRefused(definition(MapType.HASH, 1 << 20, 4, 1 << 20), "larger than the VM");
  }

  private static void assertRefused(MapDefinition definition, String why) {
    assertThatThrownBy(() -> VmMaps.create(definition, 1, LoadedProgram.class))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("cannot make map M (" + definition.type() + ")")
        .hasMessageContaining(why);
  }

  @Test
  void keysAndValuesOfAnotherSizeAreRefused() {
    var map = map(MapType.HASH, 1);
    assertThatThrownBy(() -> map.lookup(new byte[3], new byte[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key of map M has 4 bytes, not 3");
    assertThatThrownBy(() -> map.update(new byte[4], new byte[5], Mode.ANY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a value of map M has 4 bytes, not 5");
  }
}
