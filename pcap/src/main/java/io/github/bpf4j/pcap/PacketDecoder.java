package io.github.bpf4j.pcap;

import java.io.IOException;
import java.util.List;

/// What tells the two formats apart once a capture is open.
sealed interface PacketDecoder permits PcapDecoder, PcapngDecoder {
  /// The most bytes of one packet that are believed: `MAXIMUM_SNAPLEN` of libpcap. A larger length is corruption, and
  /// must not become an allocation.
  int MAX_CAPTURED = 262_144;

  /// Reads one packet into `packet`.
  ///
  /// @return false at the end of the capture
  boolean next(CapturedPacket packet) throws IOException;

  CaptureFormat format();

  /// The interfaces known so far; for pcapng those of the current section.
  List<CaptureInterface> interfaces();
}
