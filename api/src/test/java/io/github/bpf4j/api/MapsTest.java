package io.github.bpf4j.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MapsTest {
  @Struct
  static final class Counter {
    long packets;
  }

  record Address(@BigEndian int bits) {}

  record Native(int bits) {}

  record Mixed(byte first, @BigEndian short second) {}

  @Test
  void aHashMapStoresUpToItsCapacity() {
    var map = BpfHashMap.of(Integer.class, Long.class, 2);

    assertThat(map.put(1, 10L)).isTrue();
    assertThat(map.put(2, 20L)).isTrue();
    assertThat(map.put(3, 30L)).isFalse();
    assertThat(map.put(1, 11L)).isTrue();
    assertThat(map.putIfAbsent(1, 12L)).isFalse();
    assertThat(map.replace(3, 30L)).isFalse();
    assertThat(map.replace(2, 21L)).isTrue();
    assertThat(map.get(3)).isNull();
    assertThat(map.snapshot()).containsOnly(entry(1, 11L), entry(2, 21L));
    assertThat(map.remove(1)).isTrue();
    assertThat(map.remove(1)).isFalse();
    assertThat(map.size()).isEqualTo(1);
    map.clear();
    assertThat(map.size()).isZero();
  }

  @Test
  void aStructIsAPlaceInTheMapAndPutCopies() {
    var map = BpfHashMap.of(Integer.class, Counter.class, 2);
    var counter = new Counter();
    map.put(1, counter);
    counter.packets = 99;

    requireNonNull(map.get(1)).packets++;
    requireNonNull(map.get(1)).packets++;

    assertThat(requireNonNull(map.get(1)).packets).isEqualTo(2);
  }

  @Test
  void aWalkEndsWhenTheActionSaysSo() {
    var map = BpfHashMap.of(Integer.class, Counter.class, 4);
    map.put(1, new Counter());
    map.put(2, new Counter());
    assertThat(map.forEachWhile((key, counter) -> ++counter.packets > 1)).isEqualTo(1);
    assertThat(map.forEachWhile((key, counter) -> ++counter.packets > 0)).isEqualTo(2);
    assertThat(requireNonNull(map.get(1)).packets).isEqualTo(2);
    assertThat(
            map.forEachWhile((key, counter) -> {
              boolean first = map.remove(1);
              boolean second = map.remove(2);
              return first || second;
            }))
        .isEqualTo(1);

    var array = BpfArray.of(Integer.class, 3);
    array.set(1, 5);
    assertThat(array.forEachWhile((value, i) -> value != 5)).isEqualTo(2);
    assertThat(array.forEachWhile((value, i) -> i < 9)).isEqualTo(3);
    assertThat(BpfPerCpuArray.of(Integer.class, 3).forEachWhile((value, i) -> i < 1)).isEqualTo(2);
  }

  @Test
  void userSpaceWalksThroughTheValuesOfAllCpus() {
    var definition = BpfPerCpuHashMap.of(Integer.class, Integer.class, 4);
    var map = new JvmLoad(LogLevel.INFO, record -> {}).map(definition);
    assertThatThrownBy(() -> map.forEachWhile((key, value) -> true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("getAll");
  }

  @Test
  void anLruMapEvictsWhatWasNotUsedLately() {
    var map = BpfLruHashMap.of(Integer.class, Integer.class, 2);
    map.put(1, 1);
    map.put(2, 2);
    map.get(1);
    assertThat(map.put(3, 3)).isTrue();
    assertThat(map.keys()).containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void perCpuMapsHaveOneCpuOnThePlainJvm() {
    var hash = BpfPerCpuHashMap.of(Integer.class, Counter.class, 2);
    hash.put(1, new Counter());
    requireNonNull(hash.get(1)).packets = 7;
    assertThat(hash.getAll(1)).singleElement().extracting(c -> c.packets).isEqualTo(7L);
    assertThat(hash.getAll(2)).isEmpty();

    var lru = BpfLruPerCpuHashMap.of(Integer.class, Integer.class, 1);
    lru.put(1, 1);
    lru.put(2, 2);
    var seen = new ArrayList<String>();
    lru.forEach((k, v) -> seen.add(k + "=" + v));
    assertThat(seen).containsExactly("2=[2]");

    var array = BpfPerCpuArray.of(Long.class, 2);
    array.set(1, 5L);
    assertThat(array.getAll(1)).containsExactly(5L);
    assertThat(array.getAll(2)).isEmpty();
  }

  @Test
  void anArrayIsZeroAtFirstAndHasAnEnd() {
    var array = BpfArray.of(Counter.class, 3);
    assertThat(requireNonNull(array.get(2)).packets).isZero();
    requireNonNull(array.get(2)).packets = 4;
    assertThat(requireNonNull(array.get(2)).packets).isEqualTo(4);
    assertThat(array.get(3)).isNull();
    assertThat(array.get(-1)).isNull();
    assertThat(array.set(3, new Counter())).isFalse();
    var place = array.get(2);
    var nine = new Counter();
    nine.packets = 9;
    array.set(2, nine);
    assertThat(place.packets).isEqualTo(9);
    var seen = new ArrayList<String>();
    array.forEach((c, i) -> seen.add(i + ":" + c.packets));
    assertThat(seen).containsExactly("0:0", "1:0", "2:9");
  }

  @Test
  void aTrieFindsTheLongestPrefix() {
    var trie = BpfLpmTrie.of(Address.class, Integer.class, 4);
    trie.put(new Address(0xc6336400), 24, 24);
    trie.put(new Address(0xc6330000), 16, 16);
    trie.put(new Address(0xc6336407), 32, 32);

    assertThat(trie.get(new Address(0xc6336407))).isEqualTo(32);
    assertThat(trie.get(new Address(0xc6336408))).isEqualTo(24);
    assertThat(trie.get(new Address(0xc6336501))).isEqualTo(16);
    assertThat(trie.get(new Address(0xc7336501))).isNull();
    assertThat(trie.put(new Address(0), 0, 0)).isTrue();
    assertThat(trie.get(new Address(0xc7336501))).isEqualTo(0);
    assertThat(trie.put(new Address(1), 31, 0)).as("full").isFalse();
    assertThat(trie.put(new Address(0xc6336499), 24, 25)).as("the same prefix").isTrue();
    assertThat(trie.remove(new Address(0xc6336400), 24)).isTrue();
    assertThat(trie.remove(new Address(0xc6336400), 24)).isFalse();
    assertThat(trie.get(new Address(0xc6336408))).isEqualTo(16);
    assertThat(trie.put(new Address(1), 33, 0)).isFalse();
    assertThat(trie.size()).isEqualTo(3);
    var seen = new ArrayList<String>();
    trie.forEach((k, length, v) -> seen.add(Integer.toHexString(k.bits()) + "/" + length + v));
    assertThat(seen).containsExactlyInAnyOrder("c6336407/3232", "c6330000/1616", "0/00");
  }

  @Test
  void aTrieAgreesWithALinearSearch() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    var trie = BpfLpmTrie.of(Address.class, Integer.class, 1000);
    var model = new ArrayList<int[]>();
    for (int i = 0; i < 200; i++) {
      int bits = random.nextInt(256) << 24 | random.nextInt(4) << 20;
      int length = random.nextInt(33);
      trie.put(new Address(bits), length, i);
      model.add(new int[] {bits, length, i});
    }
    for (int i = 0; i < 2000; i++) {
      int key = random.nextInt(256) << 24 | random.nextInt(4) << 20;
      int best = -1;
      Integer expected = null;
      for (var prefix : model) {
        int length = prefix[1];
        boolean covers = length == 0 || (key ^ prefix[0]) >>> 32 - length == 0;
        if (covers && length >= best) {
          best = length;
          expected = prefix[2];
        }
      }
      assertThat(trie.get(new Address(key))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aRingBufferKeepsEventsUntilSomebodySubscribes() {
    var ring = BpfRingBuf.of(Counter.class, 4096);
    var event = new Counter();
    int kept = 0;
    while (ring.output(event)) {
      event.packets = ++kept;
    }
    assertThat(kept).as("never filled to the last byte").isEqualTo(4096 / 16 - 1);
    var seen = new ArrayList<Long>();
    ring.subscribe(c -> seen.add(c.packets));
    event.packets = -1;
    assertThat(ring.output(event)).isTrue();
    assertThat(seen).hasSize(kept + 1).startsWith(0L, 1L).endsWith(254L, -1L);
    assertThatThrownBy(() -> ring.subscribe(_ -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whileAProgramRunsItsEventsTakeRoomThoughSomebodySubscribed() {
    var ring = BpfRingBuf.of(Counter.class, 4096);
    var load = new JvmLoad(LogLevel.INFO, _ -> {});
    var seen = new ArrayList<Long>();
    load.map(ring).subscribe(c -> seen.add(c.packets));
    for (int run = 1; run <= 2; run++) {
      int kept =
          load.run(
              0,
              () -> {
                int n = 0;
                for (var event = ring.reserve(); event != null; event = ring.reserve()) {
                  event.packets = ++n;
                  if (n % 2 == 0) {
                    ring.submit(event);
                  } else {
                    ring.discard(event);
                  }
                }
                assertThat(ring.output(new Counter())).as("full").isFalse();
                return n;
              });
      assertThat(kept).as("run %d", run).isEqualTo(255);
      assertThat(seen).hasSize(run * 127);
    }
  }

  @Test
  void aConsumerMayRunTheProgramAgain() {
    var ring = BpfRingBuf.of(Integer.class, 4096);
    var load = new JvmLoad(LogLevel.INFO, _ -> {});
    var seen = new ArrayList<Integer>();
    load.map(ring)
        .subscribe(n -> {
          if (n < 3) {
            load.run(0, () -> ring.output(n + 1));
          }
          seen.add(n);
        });
    load.run(0, () -> ring.output(0));
    assertThat(seen).containsExactly(0, 1, 2, 3);
  }

  @Test
  void whatCannotBeAMapIsRefused() {
    refused(() -> BpfHashMap.of(String.class, Long.class, 1), "java.lang.String");
    refused(() -> BpfHashMap.of(Counter.class, Long.class, 1), "keys do not change");
    refused(() -> BpfHashMap.of(int.class, Long.class, 1), "use its box");
    refused(() -> BpfHashMap.of(Long.class, Long.class, 0), "at least 1 entry");
    refused(() -> BpfLpmTrie.of(Native.class, Long.class, 1), "Native.bits");
    refused(() -> BpfLpmTrie.of(Integer.class, Long.class, 1), "@BigEndian");
    refused(() -> BpfLpmTrie.of(Mixed.class, Long.class, 1), "padding before second");
    refused(() -> BpfRingBuf.of(Long.class, 5000), "power of two");
  }

  @Test
  void loadsOnTheJvmDoNotShareState() {
    var map = BpfHashMap.of(Integer.class, Counter.class, 10);
    var trie = BpfLpmTrie.of(Address.class, Integer.class, 4);
    var ring = BpfRingBuf.of(Integer.class, 4096);
    var first = new JvmLoad(LogLevel.INFO, _ -> {});
    var second = new JvmLoad(LogLevel.INFO, _ -> {});
    first.map(trie).put(new Address(0), 0, 77);
    for (int i = 0; i < 3; i++) {
      first.run(
          0,
          () -> {
            if (map.get(1) == null) {
              map.put(1, new Counter());
            }
            requireNonNull(map.get(1)).packets++;
            return ring.output(requireNonNull(trie.get(new Address(5))));
          });
    }

    assertThat(requireNonNull(first.map(map).get(1)).packets).isEqualTo(3);
    assertThat(second.map(map).get(1)).isNull();
    assertThat(map.get(1)).isNull();
    var events = new ArrayList<Integer>();
    first.map(ring).subscribe(events::add);
    assertThat(events).isEqualTo(List.of(77, 77, 77));

    requireNonNull(first.map(map).get(1)).packets = 100;
    assertThat(requireNonNull(first.map(map).get(1)).packets)
        .as("user space gets copies")
        .isEqualTo(3);
    assertThatThrownBy(() -> first.map(trie).put(new Address(0), 33, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 32 bits, not 33");
    var perCpu = BpfPerCpuArray.of(Long.class, 1);
    assertThatThrownBy(() -> first.map(perCpu).get(0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("getAll");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable making, String why) {
    assertThatThrownBy(making)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void reservedEventsComeInTheOrderOfTheirReservation() {
    var ring = BpfRingBuf.of(Counter.class, 4096);
    var seen = new ArrayList<Long>();
    ring.subscribe(counter -> seen.add(counter.packets));
    var first = requireNonNull(ring.reserve());
    var second = requireNonNull(ring.reserve());
    second.packets = 2;
    ring.submit(second);
    var third = new Counter();
    third.packets = 3;
    assertThat(ring.output(third)).isTrue();
    assertThat(seen).isEmpty();
    ring.discard(first);
    assertThat(seen).containsExactly(2L, 3L);
    assertThatThrownBy(() -> ring.submit(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only once");
  }

  @Test
  void aReservedEventTakesRoom() {
    var ring = BpfRingBuf.of(Counter.class, 4096);
    int room = 4095 / (8 + Layout.of(Counter.class).size());
    for (int i = 0; i < room; i++) {
      assertThat(ring.reserve()).isNotNull();
    }
    assertThat(ring.reserve()).isNull();
    assertThat(ring.output(new Counter())).isFalse();
  }

  @Test
  void whatARunLeavesReservedIsDiscardedAtItsEnd() {
    var ring = BpfRingBuf.of(Counter.class, 4096);
    var load = new JvmLoad(LogLevel.TRACE, _ -> {});
    var seen = new ArrayList<Long>();
    load.map(ring).subscribe(counter -> seen.add(counter.packets));
    assertThatThrownBy(() ->
            load.run(
                0,
                () -> {
                  var left = requireNonNull(ring.reserve());
                  left.packets = 1;
                  ring.output(new Counter());
                  throw new IllegalStateException("in the middle");
                }))
        .hasMessage("in the middle");
    assertThat(seen).containsExactly(0L);
  }

  @Test
  void onlyEventsThatAreStructsCanBeReserved() {
    assertThatThrownBy(() -> BpfRingBuf.of(Integer.class, 4096).reserve())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("mark it @Struct, or use output");
  }

  @Test
  void anElementOfACpu() {
    var array = BpfPerCpuArray.of(Integer.class, 2);
    array.set(1, 7);
    assertThat(array.get(1, 0)).isEqualTo(7);
    assertThat(array.get(1, 1)).isNull();
    assertThat(array.get(2, 0)).isNull();
    assertThat(array.get(1, -1)).isNull();
  }
}
