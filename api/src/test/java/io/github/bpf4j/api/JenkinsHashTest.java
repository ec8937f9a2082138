package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JenkinsHashTest {
  @Test
  void isThatOfTheKernel() {
    assertThat(JenkinsHash.of(0, 0)).isEqualTo(0x049396b8);
    assertThat(JenkinsHash.of(0x12345678, 1)).isEqualTo(0xcd12b414);
    assertThat(JenkinsHash.of(1, 2, 3)).isEqualTo(0x252781b5);
    assertThat(JenkinsHash.of(1, 2, 3, 4)).isEqualTo(0x8103143f);
    assertThat(JenkinsHash.of(-1, -2, -3, 0x80000000)).isEqualTo(0xe1b3a844);
    assertThat(JenkinsHash.mix(0x0302010a, 0x04d23500, 0x0909090a, 17)).isEqualTo(0xc401411e);
  }

  @Test
  void isLookup3OfTheSameBytes() {
    var words =
        ByteBuffer.wrap("Four score a".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(JenkinsHash.of(words.getInt(), words.getInt(), words.getInt(), 0))
        .isEqualTo(0xccda323b);
  }
}
