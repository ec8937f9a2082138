package io.github.bpf4j.host;

import io.github.bpf4j.api.XdpPacket;
import java.time.Instant;

/// Times of log records, in nanoseconds since 1970-01-01 UTC.
public final class Timestamps {
  private Timestamps() {}

  /// The time now.
  public static long now() {
    var now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /// The time of `packet`'s log records: when it came in, or now if that is not known.
  public static long of(XdpPacket packet) {
    return packet.timestampNanos() != 0 ? packet.timestampNanos() : now();
  }
}
