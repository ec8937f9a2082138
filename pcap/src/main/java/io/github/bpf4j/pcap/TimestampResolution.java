package io.github.bpf4j.pcap;

/// The length of one tick of a capture's clock, a negative power of ten or of two of a second.
///
/// pcap knows microseconds and nanoseconds, told apart by the magic number; pcapng has the option `if_tsresol` for each
/// interface (draft-ietf-opsawg-pcapng, "Interface Description Block").
///
/// @param binary whether a tick is a power of two of a second, not of ten
/// @param exponent a tick is `10^-exponent` or `2^-exponent` seconds, 0 to 127
public record TimestampResolution(boolean binary, int exponent) {
  /// Ticks of 10^-6 seconds; the default of pcapng.
  public static final TimestampResolution MICROSECONDS = new TimestampResolution(false, 6);

  /// Ticks of 10^-9 seconds.
  public static final TimestampResolution NANOSECONDS = new TimestampResolution(false, 9);

  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final int NANO_EXPONENT = 9;
  private static final int MAX_EXPONENT = 127;

  /// 10^19 is the largest power of ten below 2^64.
  private static final int MAX_POWER_OF_TEN = 19;

  /// Checks the range of the exponent.
  ///
  /// @throws IllegalArgumentException if the exponent is not in 0 to 127
  public TimestampResolution {
    if (exponent < 0 || exponent > MAX_EXPONENT) {
      throw new IllegalArgumentException("the exponent must be 0 to 127, not " + exponent);
    }
  }

  /// Decodes the byte of `if_tsresol`: the top bit set means a power of two, the other seven bits are the exponent.
  static TimestampResolution ofOption(byte value) {
    return new TimestampResolution(value < 0, value & MAX_EXPONENT);
  }

  /// Converts a count of ticks to nanoseconds, rounded down.
  ///
  /// @param ticks an unsigned 64-bit count
  /// @return the nanoseconds, or `Long.MAX_VALUE` where they do not fit (beyond the year 2262)
  public long toNanos(long ticks) {
    if (binary) {
      long high = Math.unsignedMultiplyHigh(ticks, NANOS_PER_SECOND);
      long low = ticks * NANOS_PER_SECOND;
      return clampTo63Bits(shiftedHigh(high), shiftedLow(high, low));
    }
    if (exponent <= NANO_EXPONENT) {
      long factor = powerOfTen(NANO_EXPONENT - exponent);
      return clampTo63Bits(Math.unsignedMultiplyHigh(ticks, factor), ticks * factor);
    }
    int excess = exponent - NANO_EXPONENT;
    return excess > MAX_POWER_OF_TEN
        ? 0
        : clampTo63Bits(0, Long.divideUnsigned(ticks, powerOfTen(excess)));
  }

  /// The upper half of the 128-bit number shifted right by the exponent.
  private long shiftedHigh(long high) {
    return exponent >= Long.SIZE ? 0 : high >>> exponent;
  }

  /// The lower half of the 128-bit number shifted right by the exponent.
  private long shiftedLow(long high, long low) {
    if (exponent == 0) {
      return low;
    }
    return exponent >= Long.SIZE
        ? high >>> (exponent - Long.SIZE)
        : high << (Long.SIZE - exponent) | low >>> exponent;
  }

  private static long clampTo63Bits(long high, long low) {
    return high != 0 || low < 0 ? Long.MAX_VALUE : low;
  }

  private static long powerOfTen(int n) {
    long result = 1;
    for (int i = 0; i < n; i++) {
      result *= 10;
    }
    return result;
  }

  /// The resolution as in `10^-6 s` or `2^-20 s`.
  @Override
  public String toString() {
    return (binary ? "2^-" : "10^-") + exponent + " s";
  }
}
