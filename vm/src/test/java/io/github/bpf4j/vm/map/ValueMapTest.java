package io.github.bpf4j.vm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Queues, stacks and Bloom filters, as the kernel has them.
class ValueMapTest {
  private static ValueMap map(MapType type, int valueSize, int entries) {
    return (ValueMap)
        VmMaps.create(MapDefinition.of("M", type, 0, valueSize, entries), 1, LoadedProgram.class);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static int pop(ValueMap map) {
    var value = bytes(-1);
    return map.pop(value) ? ByteBuffer.wrap(value).getInt() : -1;
  }

  @Test
  void aQueueGoesRound() {
    var queue = map(MapType.QUEUE, 4, 3);
    for (int i = 0; i < 20; i++) {
      assertThat(queue.push(bytes(i), false)).isTrue();
      assertThat(queue.push(bytes(100 + i), false)).isTrue();
      assertThat(pop(queue)).isEqualTo(i);
      assertThat(pop(queue)).isEqualTo(100 + i);
    }
    assertThat(pop(queue)).isEqualTo(-1);
  }

  @Test
  void aFullStackLosesTheOldestOnlyIfAsked() {
    var stack = map(MapType.STACK, 4, 2);
    stack.push(bytes(1), false);
    stack.push(bytes(2), false);
    assertThat(stack.push(bytes(3), 0, 0)).isEqualTo(-Errno.E2BIG);
    assertThat(stack.push(bytes(3), 0, 2)).isZero();
    assertThat(pop(stack)).isEqualTo(3);
    assertThat(pop(stack)).isEqualTo(2);
  }

  @Test
  void nothingToTakeIsZeros() {
    var value = bytes(-1);
    assertThat(map(MapType.QUEUE, 4, 1).peek(value, 0)).isEqualTo(-Errno.ENOENT);
    assertThat(value).containsOnly(0);
  }

  @Test
  void flagsThatMakeNoSenseAreRefused() {
    assertThat(map(MapType.QUEUE, 4, 1).push(bytes(1), 0, 1)).isEqualTo(-Errno.EINVAL);
    assertThat(map(MapType.BLOOM_FILTER, 4, 1).push(bytes(1), 0, 2)).isEqualTo(-Errno.EINVAL);
    assertThat(map(MapType.BLOOM_FILTER, 4, 1).pop(bytes(1), 0)).isEqualTo(-Errno.EOPNOTSUPP);
  }

  @Test
  void aBloomFilterForgetsNothingAndIsSeldomWrong() {
    int size = 1170;
    var filter = map(MapType.BLOOM_FILTER, 4, size);
    IntStream.range(0, size).forEach(i -> filter.push(bytes(i), false));
    assertThat(IntStream.range(0, size)).allMatch(i -> filter.peek(bytes(i)));
    long wrong = IntStream.range(size, 31 * size).filter(i -> filter.peek(bytes(i))).count();
    assertThat(wrong).isBetween(size / 4L, 30L * size / 25);
  }

  @Test
  void moreHashesMakeABloomFilterWrongLessOften() {
    int size = 1170;
    long[] wrong = new long[2];
    for (int i = 0; i < 2; i++) {
      var definition =
          MapDefinition.of("M", MapType.BLOOM_FILTER, 0, 4, size).withExtra(i == 0 ? 1 : 10);
      var filter = (ValueMap) VmMaps.create(definition, 1, LoadedProgram.class);
      IntStream.range(0, size).forEach(n -> filter.push(bytes(n), false));
      assertThat(IntStream.range(0, size)).allMatch(n -> filter.peek(bytes(n)));
      wrong[i] = IntStream.range(size, 31 * size).filter(n -> filter.peek(bytes(n))).count();
    }
    assertThat(wrong[0]).isBetween(30L * size / 4, 30L * size / 2);
    assertThat(wrong[1]).isLessThan(30L * size / 300);
  }

  @Test
  void hashesAreForBloomFilters() {
    for (var definition :
        List.of(
            MapDefinition.of("M", MapType.BLOOM_FILTER, 0, 4, 1).withExtra(16),
            MapDefinition.of("M", MapType.QUEUE, 0, 4, 1).withExtra(1),
            MapDefinition.ringBuffer("M", 4096).withExtra(1))) {
      assertThatThrownBy(() -> VmMaps.create(definition, 1, LoadedProgram.class))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("a Bloom filter has at most 15 hashes, and no other map has any");
    }
  }

  @Test
  void thereAreNoKeys() {
    var queue = map(MapType.QUEUE, 4, 1);
    assertThatThrownBy(() -> queue.lookup(new byte[0], new byte[4]))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("has no keys: push, pop and peek");
    assertThatThrownBy(() -> queue.push(new byte[3], false)).hasMessageContaining("4 bytes, not 3");
    assertThatThrownBy(() ->
            VmMaps.create(MapDefinition.of("M", MapType.QUEUE, 4, 4, 1), 1, LoadedProgram.class))
        .hasMessageContaining("it has no keys");
  }
}
