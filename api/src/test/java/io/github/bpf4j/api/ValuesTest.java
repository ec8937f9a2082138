package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Queues, stacks and Bloom filters on the plain JVM.
class ValuesTest {
  record Job(int id, byte priority) {}

  @Struct
  static final class Place {
    int x;
  }

  @Test
  void aQueueGivesBackWhatCameFirst() {
    var jobs = BpfQueue.of(Job.class, 2);
    assertThat(jobs.peek()).isNull();
    assertThat(jobs.push(new Job(1, (byte) 9))).isTrue();
    assertThat(jobs.push(new Job(2, (byte) 9))).isTrue();
    assertThat(jobs.push(new Job(3, (byte) 9))).isFalse();
    jobs.pushEvicting(new Job(4, (byte) 9));
    assertThat(jobs.peek()).isEqualTo(new Job(2, (byte) 9));
    assertThat(jobs.pop()).isEqualTo(new Job(2, (byte) 9));
    assertThat(jobs.pop()).isEqualTo(new Job(4, (byte) 9));
    assertThat(jobs.pop()).isNull();
  }

  @Test
  void aStackGivesBackWhatCameLast() {
    var numbers = BpfStack.of(Integer.class, 2);
    numbers.push(1);
    numbers.push(2);
    assertThat(numbers.push(3)).isFalse();
    numbers.pushEvicting(4);
    assertThat(numbers.peek()).isEqualTo(4);
    assertThat(numbers.pop()).isEqualTo(4);
    assertThat(numbers.pop()).isEqualTo(2);
    assertThat(numbers.pop()).isNull();
  }

  @Test
  void aBloomFilterForgetsNothingAndIsSeldomWrong() {
    int size = 1170;
    var filter = BpfBloomFilter.of(Integer.class, size);
    IntStream.range(0, size).forEach(filter::add);
    assertThat(IntStream.range(0, size)).allMatch(filter::mayContain);
    long wrong = IntStream.range(size, 31 * size).filter(filter::mayContain).count();
    assertThat(wrong).isBetween(size / 4L, 30L * size / 25);
  }

  @Test
  void loadsHaveValuesOfTheirOwn() {
    var numbers = BpfQueue.of(Integer.class, 2);
    var first = new JvmLoad(LogLevel.INFO, _ -> {});
    var second = new JvmLoad(LogLevel.INFO, _ -> {});
    first.run(0, () -> numbers.push(1));
    assertThat(first.map(numbers).peek()).isEqualTo(1);
    assertThat(second.map(numbers).peek()).isNull();
    assertThat(numbers.peek()).isNull();
  }

  @Test
  void valuesAreNoPlaces() {
    assertThatThrownBy(() -> BpfQueue.of(Place.class, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a map of kind QUEUE gives copies: make it a record");
    assertThatThrownBy(() -> BpfStack.of(Integer.class, 0)).hasMessageContaining("at least 1");
    assertThat(BpfStack.of(Integer.class, 7)).hasToString("STACK of Integer, 7 entries");
  }
}
