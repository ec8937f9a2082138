package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What we read and write, as tshark and tcpdump see it: skipped where they are not installed.
class SecondOpinionTest {
  /// Set to compare every capture from elsewhere, not a sample.
  private static final boolean ALL = Boolean.getBoolean("bpf4j.captures.all");

  @TestFactory
  Stream<DynamicTest> tsharkSeesTheSamePacketsInCapturesFromElsewhere() throws Exception {
    var folder = ForeignCaptures.folder();
    if (folder.isEmpty()) {
      return ForeignCaptures.skipped(ForeignCaptures.WHERE);
    }
    if (!Tool.isInstalled("tshark")) {
      return ForeignCaptures.skipped("tshark is not installed");
    }
    var rows =
        ForeignCapturesTest.Row.all(folder.get()).stream()
            .filter(row -> !row.format().equals("snoop"))
            // tshark's custom blocks are no packets.
            .filter(row -> row.packets() == row.frames())
            .toList();
    return IntStream.range(0, rows.size())
        .filter(i -> ALL || i % 12 == 3)
        .mapToObj(rows::get)
        .map(row ->
            DynamicTest.dynamicTest(
                row.file().getFileName().toString(), () -> agreesWithTshark(row.file())));
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.pcap.CaptureWriterTest#kinds")
  void tsharkSeesWhatWeWrite(
      CaptureFormat format, TimestampResolution resolution, @TempDir Path folder) throws Exception {
    Tool.assumeInstalled("tshark");
    var file = write(format, resolution, folder);

    agreesWithTshark(file);
  }

  @ParameterizedTest
  @MethodSource("io.github.bpf4j.pcap.CaptureWriterTest#kinds")
  void tcpdumpCountsWhatWeWrite(
      CaptureFormat format, TimestampResolution resolution, @TempDir Path folder) throws Exception {
    Tool.assumeInstalled("tcpdump");
    var file = write(format, resolution, folder);

    // A line that begins with a tab goes on about the packet above.
    assertThat(Tool.lines("tcpdump", "-nr", file.toString()))
        .filteredOn(line -> !line.startsWith("\t"))
        .hasSize(60);
  }

  private static Path write(CaptureFormat format, TimestampResolution resolution, Path folder)
      throws Exception {
    var file = folder.resolve("ours");
    var random = new Random(11);
    try (var writer = CaptureWriter.create(file, format, resolution, LinkType.ETHERNET)) {
      for (int i = 1; i <= 60; i++) {
        byte[] frame = data(14 + random.nextInt(1500), i);
        writer.write(
            frame, 0, frame.length, frame.length + i % 3, random.nextLong(4_000_000_000_000L));
      }
    }
    return file;
  }

  private static void agreesWithTshark(Path file) throws Exception {
    List<String> ours = new ArrayList<>();
    try (var reader = CaptureReader.open(file)) {
      for (var packet = reader.next(); packet != null; packet = reader.next()) {
        ours.add(Tool.summary(packet));
      }
    }
    assertThat(ours).isEqualTo(Tool.tshark(file));
  }
}
