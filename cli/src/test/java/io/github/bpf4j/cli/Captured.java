package io.github.bpf4j.cli;

import io.github.bpf4j.pcap.CaptureFormat;
import java.io.IOException;
import java.util.Arrays;

/// Captures for the tests of other packages.
public final class Captured {
  private Captured() {}

  /// A capture with an IPv4 packet from each of `addresses`.
  public static byte[] sources(String... addresses) throws IOException {
    return Captures.of(
        CaptureFormat.PCAP, Arrays.stream(addresses).map(Captures::ipv4).toArray(byte[][]::new));
  }
}
