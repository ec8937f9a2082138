package io.github.bpf4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Captures of other projects, kept outside of this one, against what tshark says of them.
class ForeignCapturesTest {
  /// tshark counts custom blocks as frames; tcpdump and we know that they hold no packet.
  private static final Map<String, Integer> CUSTOM_BLOCKS =
      Map.of("test102", 3, "test017", 4, "test018", 4, "test202", 3);

  private static final Map<String, TimestampResolution> RESOLUTIONS =
      Map.of("us", TimestampResolution.MICROSECONDS, "ns", TimestampResolution.NANOSECONDS);

  /// A row of the manifest.
  record Row(Path file, String format, String linkType, int frames, String packetsByType) {
    static List<Row> all(Path folder) throws IOException {
      return Files.readAllLines(folder.resolve("MANIFEST.tsv")).stream()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .map(f -> new Row(folder.resolve(f[0]), f[2], f[3], Integer.parseInt(f[4]), f[6]))
          .toList();
    }

    int packets() {
      String stem = file.getFileName().toString().replaceFirst("\\..*", "");
      return frames - CUSTOM_BLOCKS.getOrDefault(stem, 0);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCaptureAgreesWithTheManifest() throws Exception {
    var folder = ForeignCaptures.folder();
    if (folder.isEmpty()) {
      return ForeignCaptures.skipped(ForeignCaptures.WHERE);
    }
    return Row.all(folder.get()).stream()
        .map(row ->
            DynamicTest.dynamicTest(row.file.getFileName() + " " + row.format, () -> agrees(row)));
  }

  private static void agrees(Row row) throws IOException {
    if (row.format.equals("snoop")) {
      assertThatThrownBy(() -> CaptureReader.open(row.file))
          .isInstanceOf(CaptureException.class)
          .hasMessageContaining("snoop capture of Solaris");
      return;
    }
    String[] format = row.format.split("-", -1);
    try (var reader = CaptureReader.open(row.file)) {
      assertThat(reader.format().name().toLowerCase(Locale.ROOT)).isEqualTo(format[0]);
      // The manifest has the first section's byte order, which is all there is before the first
      // packet.
      assertThat(reader.byteOrder())
          .isEqualTo(format[1].equals("BE") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      var packets = CaptureBytes.packets(reader);

      assertThat(packets).hasSize(row.packets());
      if (reader.format() == CaptureFormat.PCAP) {
        var only = reader.interfaces().getFirst();
        assertThat(only.linkType().value()).hasToString(row.linkType);
        assertThat(only.resolution()).isEqualTo(RESOLUTIONS.get(format[2]));
      }
      var byType = byLinkType(packets);
      assertThat(byType.getOrDefault(LinkType.ETHERNET.value(), 0L))
          .as("packets of Ethernet interfaces")
          .isEqualTo(countOf("eth", row.packetsByType));
    }
  }

  private static Map<Integer, Long> byLinkType(List<CapturedPacket> packets) {
    var counts = new TreeMap<Integer, Long>();
    packets.forEach(packet -> counts.merge(packet.linkType().value(), 1L, Long::sum));
    return counts;
  }

  private static long countOf(String protocol, String packetsByType) {
    return Stream.of(packetsByType.split(" ", -1))
        .filter(entry -> entry.startsWith(protocol + "="))
        .mapToLong(entry -> Long.parseLong(entry.substring(protocol.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
