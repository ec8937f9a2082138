package io.github.bpf4j.vm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.object.MapDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a ring buffer does.
class RingBufferTest {
  private static final int SIZE = 4096;

  private final RingBuffer ring =
      (RingBuffer) VmMaps.create(MapDefinition.ringBuffer("R", SIZE), 1, LoadedProgram.class);
  private final List<byte[]> received = new ArrayList<>();

  private boolean output(int length, int content) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) content);
    return ring.output(bytes, 0, length);
  }

  private List<Integer> contents() {
    return received.stream().map(record -> (int) record[0]).toList();
  }

  @Test
  void recordsComeInOrderWithTheirOwnLength() {
    output(1, 1);
    output(13, 2);
    ring.subscribe(received::add);
    output(16, 3);
    ring.drain();
    assertThat(received).extracting(record -> record.length).containsExactly(1, 13, 16);
    assertThat(contents()).containsExactly(1, 2, 3);
  }

  @Test
  void aRecordThatIsStillFilledHoldsBackThoseBehindIt() {
    ring.subscribe(received::add);
    int first = ring.reserve(8);
    output(8, 2);
    ring.drain();
    assertThat(received).isEmpty();
    ring.bytes()[first] = 1;
    ring.commit(first, false);
    ring.drain();
    assertThat(contents()).containsExactly(1, 2);
  }

  @Test
  void aDiscardedRecordIsSkipped() {
    ring.subscribe(received::add);
    ring.commit(ring.reserve(8), true);
    output(8, 2);
    ring.drain();
    assertThat(contents()).containsExactly(2);
  }

  /// A record takes 8 bytes more, rounded up to 8; at least 8 bytes of the buffer stay free.
  @Test
  void aFullBufferTakesNoMore() {
    int records = 0;
    while (output(9, records)) {
      records++;
    }
    assertThat(records).isEqualTo((SIZE - 8) / 24);
    ring.subscribe(received::add);
    assertThat(received).hasSize(records);
    assertThat(output(9, 1)).isTrue();
  }

  @Test
  void theLargestRecordLeavesRoomForItsHeaderAndEightBytes() {
    assertThat(ring.reserve(SIZE - 8)).isEqualTo(-1);
    assertThat(ring.reserve(SIZE - 15)).isEqualTo(-1);
    assertThat(ring.reserve(-1)).isEqualTo(-1);
    int at = ring.reserve(SIZE - 16);
    assertThat(at).isEqualTo(8);
    assertThat(ring.reserve(1)).isEqualTo(-1);
  }

  @Test
  void recordsThatGoOverTheEndAreWhole() {
    long seed = 3;
    var random = new Random(seed);
    ring.subscribe(received::add);
    for (int i = 0; i < 10_000; i++) {
      int length = 1 + random.nextInt(SIZE / 2);
      assertThat(output(length, i)).as("seed %d, record %d", seed, i).isTrue();
      ring.drain();
      assertThat(received).hasSize(1);
      byte[] record = received.getFirst();
      assertThat(record).as("seed %d, record %d", seed, i).hasSize(length).containsOnly((byte) i);
      received.clear();
    }
  }

  @Test
  void aConsumerMayDrainAgainWithoutSeeingARecordTwice() {
    output(8, 1);
    output(8, 2);
    ring.subscribe(record -> {
      received.add(record);
      ring.drain();
    });
    assertThat(contents()).containsExactly(1, 2);
  }

  @Test
  void aConsumerThatFailsLosesOnlyItsRecord() {
    output(8, 1);
    output(8, 2);
    assertThatThrownBy(() ->
            ring.subscribe(record -> {
              throw new IllegalStateException("consumer");
            }))
        .hasMessage("consumer");
    ring.subscribe(received::add);
    assertThat(contents()).containsExactly(2);
  }

  @Test
  void itHasNoKeys() {
    byte[] none = {};
    assertThatThrownBy(() -> ring.lookup(none, none)).isInstanceOf(BpfException.class);
    assertThatThrownBy(() -> ring.delete(none)).isInstanceOf(BpfException.class);
    assertThatThrownBy(() -> ring.nextKey(null, none))
        .hasMessageContaining("a ring buffer has no keys");
  }
}
