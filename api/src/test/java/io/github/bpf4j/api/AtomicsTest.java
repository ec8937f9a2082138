package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Atomic numbers on the plain JVM.
class AtomicsTest {
  @Struct
  static final class Counter {
    int before;
    final BpfAtomicLong packets = new BpfAtomicLong();
    final BpfAtomicInteger errors = new BpfAtomicInteger();
  }

  @Struct
  static final class Unmade {
    @SuppressWarnings("NullAway.Init") // what is refused
    BpfAtomicLong packets;
  }

  @Test
  void theyLieInMemoryLikeTheNumbersThatTheyAre() {
    assertThat(Layout.of(Counter.class))
        .hasToString("Counter (24 bytes: before 0..3, packets 8..15, errors 16..19)");
    assertThat(Layout.of(BpfAtomicLong.class).size()).isEqualTo(8);
    assertThat(Layout.of(BpfAtomicInteger.class).alignment()).isEqualTo(4);
  }

  @Test
  void theyAreCopiedWithTheirStruct() {
    var counter = new Counter();
    counter.packets.set(-5);
    counter.errors.set(7);
    var copy = (Counter) Layout.of(Counter.class).copy(counter);
    counter.packets.increment();
    assertThat(copy.packets.get()).isEqualTo(-5);
    assertThat(copy.errors.get()).isEqualTo(7);
    assertThat(copy.packets).hasToString("-5");
  }

  @Test
  void whoHoldsOneSeesWhatIsStoredOverIt() {
    var counters = BpfArray.of(Counter.class, 1);
    var held = Objects.requireNonNull(counters.get(0)).packets;
    var other = new Counter();
    other.packets.set(3);
    counters.set(0, other);
    assertThat(held.get()).isEqualTo(3);
  }

  @Test
  void oneThatTheStructDoesNotMakeIsNamed() {
    assertThatThrownBy(() -> Layout.of(Unmade.class).encode(new Unmade()))
        .hasMessageContaining("Unmade.packets is null");
  }

  @Test
  void noCountIsLostAmongThreads() throws Exception {
    var totals = BpfArray.of(Counter.class, 1);
    int threads = 4;
    int rounds = 20_000;
    Callable<Void> count =
        () -> {
          var counter = Objects.requireNonNull(totals.get(0));
          for (int i = 0; i < rounds; i++) {
            counter.packets.increment();
            int seen = counter.errors.get();
            while (!counter.errors.compareAndSet(seen, seen + 2)) {
              seen = counter.errors.get();
            }
          }
          return null;
        };
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (var task : pool.invokeAll(IntStream.range(0, threads).mapToObj(_ -> count).toList())) {
        task.get();
      }
    }
    var counter = Objects.requireNonNull(totals.get(0));
    assertThat(counter.packets.get()).isEqualTo((long) threads * rounds);
    assertThat(counter.errors.get()).isEqualTo(2 * threads * rounds);
  }
}
