package io.github.bpf4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampResolutionTest {
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

  @ParameterizedTest
  @CsvSource({
    "0x06, 10^-6 s, 1, 1000",
    "0x09, 10^-9 s, 1, 1",
    "0x00, 10^-0 s, 3, 3000000000",
    "0x0c, 10^-12 s, 1999, 1",
    "0x7f, 10^-127 s, 1000000, 0",
    "0x80, 2^-0 s, 3, 3000000000",
    "0x8a, 2^-10 s, 1536, 1500000000",
    "0xff, 2^-127 s, 1000000, 0",
  })
  void theOptionsTopBitChoosesPowersOfTwo(int option, String text, long ticks, long nanos) {
    var resolution = TimestampResolution.ofOption((byte) option);

    assertThat(resolution).hasToString(text);
    assertThat(resolution.toNanos(ticks)).isEqualTo(nanos);
  }

  @Test
  void everyResolutionAgreesWithExactArithmetic() {
    long seed = 20_260_101;
    var random = new Random(seed);
    for (int option = 0; option < 256; option++) {
      var resolution = TimestampResolution.ofOption((byte) option);
      for (int i = 0; i < 200; i++) {
        long ticks = random.nextLong() >>> random.nextInt(64);
        assertThat(resolution.toNanos(ticks))
            .as("seed %d: %s ticks of %s", seed, Long.toUnsignedString(ticks), resolution)
            .isEqualTo(exact(resolution, ticks));
      }
    }
  }

  private static long exact(TimestampResolution resolution, long ticks) {
    var base = BigInteger.valueOf(resolution.binary() ? 2 : 10);
    return BigInteger.valueOf(ticks)
        .mod(UNSIGNED)
        .multiply(NANOS)
        .divide(base.pow(resolution.exponent()))
        .min(MAX)
        .longValueExact();
  }

  @Test
  void anInterfacesOffsetMovesItsTimesAndNeverOverflows() {
    assertThat(clock(-1).toNanos(3_000_000)).isEqualTo(2_000_000_000L);
    assertThat(clock(-5).toNanos(3_000_000)).isEqualTo(-2_000_000_000L);
    assertThat(clock(9_223_372_036L).toNanos(3_000_000)).isEqualTo(Long.MAX_VALUE);
    assertThat(clock(Long.MAX_VALUE).toNanos(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(clock(Long.MIN_VALUE).toNanos(0)).isEqualTo(Long.MIN_VALUE);
  }

  private static CaptureInterface clock(long offsetSeconds) {
    return new CaptureInterface(
        LinkType.ETHERNET, 0, TimestampResolution.MICROSECONDS, offsetSeconds, null);
  }

  @Test
  void anExponentThatTheOptionCannotHoldIsRefused() {
    assertThatThrownBy(() -> new TimestampResolution(false, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the exponent must be 0 to 127, not 128");
  }
}
