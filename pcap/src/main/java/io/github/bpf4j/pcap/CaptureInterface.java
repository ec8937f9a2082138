package io.github.bpf4j.pcap;

import org.jspecify.annotations.Nullable;

/// What a capture says about one of the interfaces that its packets come from. A pcap file has exactly one.
///
/// @param linkType the link-layer type of the interface's packets
/// @param snapLength the largest number of bytes kept of a packet, as an unsigned 32-bit number; 0 means no limit
/// @param resolution the tick of the interface's timestamps
/// @param offsetSeconds what is added to the interface's timestamps (`if_tsoffset`), 0 in most captures
/// @param name the name given by the operating system (`if_name`), if the file has it
public record CaptureInterface(
    LinkType linkType,
    long snapLength,
    TimestampResolution resolution,
    long offsetSeconds,
    @Nullable String name) {

  /// Converts a timestamp of this interface to nanoseconds since the epoch, clamped to the range of a `long`.
  long toNanos(long ticks) {
    long nanos = resolution.toNanos(ticks);
    return offsetSeconds == 0 ? nanos : addClamped(nanos, offsetSeconds);
  }

  private static long addClamped(long nanos, long seconds) {
    long limit = Long.MAX_VALUE / TimestampResolution.NANOS_PER_SECOND;
    if (seconds > limit) {
      return Long.MAX_VALUE;
    }
    if (seconds < -limit) {
      return Long.MIN_VALUE;
    }
    long offset = seconds * TimestampResolution.NANOS_PER_SECOND;
    // The ticks are never negative, so the sum can overflow only upwards.
    long sum = nanos + offset;
    return offset > 0 && sum < 0 ? Long.MAX_VALUE : sum;
  }
}
