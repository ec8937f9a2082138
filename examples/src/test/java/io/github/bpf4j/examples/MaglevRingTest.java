package io.github.bpf4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.Ipv4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevRingTest {
  private static final int SIZE = 65_537;

  @Test
  void everyServerGetsAsManyPlacesAsTheOthersButForOne() {
    var counts = new int[7];
    for (int server : MaglevRing.places(servers(7), SIZE)) {
      counts[server]++;
    }
    assertThat(
            Arrays.stream(counts).max().orElseThrow() - Arrays.stream(counts).min().orElseThrow())
        .isEqualTo(1);
  }

  @Test
  void whenOneOfTenServersLeavesFewPlacesOfTheOthersChangeHands() {
    var before = servers(10);
    var after = new ArrayList<>(before);
    var gone = after.remove(3);
    var old = MaglevRing.places(before, SIZE);
    var now = MaglevRing.places(after, SIZE);
    long changed =
        IntStream.range(0, SIZE)
            .filter(place -> !before.get(old[place]).equals(gone))
            .filter(place -> !before.get(old[place]).equals(after.get(now[place])))
            .count();
    assertThat(changed).isLessThan(SIZE / 50);
  }

  @Test
  void oneServerGetsAll() {
    assertThat(MaglevRing.places(servers(1), 13)).containsOnly(0);
  }

  private static List<Ipv4Address> servers(int count) {
    return IntStream.range(0, count).mapToObj(i -> Ipv4Address.of(10, 0, 1, i)).toList();
  }
}
