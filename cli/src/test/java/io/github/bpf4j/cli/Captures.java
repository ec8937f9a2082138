package io.github.bpf4j.cli;

import io.github.bpf4j.api.Ipv4Address;
import io.github.bpf4j.pcap.CaptureFormat;
import io.github.bpf4j.pcap.CaptureWriter;
import io.github.bpf4j.pcap.LinkType;
import io.github.bpf4j.pcap.TimestampResolution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Captures to test with.
final class Captures {
  /// 2026-01-05 09:30 UTC.
  static final long TIME = 1_767_605_400_000_000_000L;

  private Captures() {}

  /// A UDP packet from `source`, 60 bytes.
  static byte[] ipv4(String source) {
    var frame = ByteBuffer.allocate(60);
    frame.putShort(12, (short) 0x0800);
    frame.put(14, (byte) 0x45);
    frame.putShort(16, (short) 46);
    frame.put(23, (byte) 17);
    frame.putInt(26, Ipv4Address.parse(source).bits());
    return frame.array();
  }

  /// An Ethernet capture of `frames`, a millisecond apart.
  static byte[] of(CaptureFormat format, byte[]... frames) throws IOException {
    return of(format, LinkType.ETHERNET, frames);
  }

  static byte[] of(CaptureFormat format, LinkType link, byte[]... frames) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = CaptureWriter.to(bytes, format, TimestampResolution.NANOSECONDS, link)) {
      for (int i = 0; i < frames.length; i++) {
        writer.write(frames[i], 0, frames[i].length, frames[i].length, TIME + i * 1_000_000L + 7);
      }
    }
    return bytes.toByteArray();
  }
}
