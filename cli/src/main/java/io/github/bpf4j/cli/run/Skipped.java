package io.github.bpf4j.cli.run;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.pcap.CapturedPacket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts the packets of a capture that no XDP program could have seen, by why.
final class Skipped {
  private final Map<String, Long> counts = new LinkedHashMap<>();

  /// Why `packet` is none for an XDP program, if so.
  static Optional<String> reason(CapturedPacket packet) {
    if (!packet.linkType().equals(io.github.bpf4j.pcap.LinkType.ETHERNET)) {
      return Optional.of(
          "of link type %s on interface %d: XDP programs see Ethernet frames"
              .formatted(packet.linkType(), packet.interfaceIndex()));
    }
    if (packet.length() > XdpPacket.MAX_LENGTH) {
      return Optional.of(
          "of more than %,d bytes: no XDP program sees such a frame"
              .formatted(XdpPacket.MAX_LENGTH));
    }
    return Optional.empty();
  }

  void count(String reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /// One line for each reason.
  List<String> lines() {
    return counts.entrySet().stream()
        .map(e ->
            "skipped %,d packet%s %s"
                .formatted(e.getValue(), e.getValue() == 1 ? "" : "s", e.getKey()))
        .toList();
  }
}
