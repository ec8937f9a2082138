package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureWriterTest {
  static Stream<Arguments> kinds() {
    return Stream.of(CaptureFormat.values())
        .flatMap(format ->
            Stream.of(TimestampResolution.MICROSECONDS, TimestampResolution.NANOSECONDS)
                .map(resolution -> Arguments.of(format, resolution)));
  }

  @Test
  void writesAPcapExactlyAsDescribed() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var writer =
        CaptureWriter.to(
            out, CaptureFormat.PCAP, TimestampResolution.MICROSECONDS, LinkType.ETHERNET)) {
      writer.write(data(20, 1), 3, 5, 1514, 1_700_000_000_123_456_789L);
    }

    var expected =
        CaptureBytes.in(ByteOrder.LITTLE_ENDIAN)
            .u32(0xa1b2c3d4)
            .u16(2)
            .u16(4)
            .u64(0)
            .u32(262_144)
            .u32(1)
            .record(1_700_000_000L, 123_456, 1514, Arrays.copyOfRange(data(20, 1), 3, 8));
    assertThat(out.toByteArray()).isEqualTo(expected.toBytes());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsWrittenIsReadBack(CaptureFormat format, TimestampResolution resolution)
      throws Exception {
    long seed = 42;
    var random = new Random(seed);
    var sent = new ArrayList<ByteBuffer>();
    var times = new ArrayList<Long>();
    var out = new ByteArrayOutputStream();
    try (var writer = CaptureWriter.to(out, format, resolution, LinkType.RAW)) {
      for (int i = 0; i < 300; i++) {
        byte[] frame = data(i % 50 == 49 ? 262_144 - i : random.nextInt(1600), i);
        long nanos = random.nextLong(4_000_000_000_000_000_000L);
        sent.add(ByteBuffer.wrap(frame));
        times.add(nanos - nanos % resolution.toNanos(1));
        writer.write(frame, 0, frame.length, frame.length + i, nanos);
      }
    }

    try (var reader = CaptureBytes.open(out.toByteArray())) {
      var packets = CaptureBytes.packets(reader);

      assertThat(reader.format()).isEqualTo(format);
      assertThat(reader.interfaces().getFirst().resolution()).isEqualTo(resolution);
      assertThat(packets)
          .extracting(packet -> ByteBuffer.wrap(packet.bytes()))
          .as("seed %d", seed)
          .isEqualTo(sent);
      assertThat(packets).extracting(CapturedPacket::timestampNanos).isEqualTo(times);
      assertThat(packets).allMatch(packet -> packet.linkType().equals(LinkType.RAW));
      assertThat(packets)
          .allMatch(packet -> packet.originalLength() == packet.length() + packet.number() - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aCaptureCopiedPacketByPacketStaysTheSame(
      CaptureFormat format, TimestampResolution resolution, @TempDir Path folder) throws Exception {
    var first = folder.resolve("first");
    var second = folder.resolve("second");
    try (var writer = CaptureWriter.create(first, format, resolution, LinkType.ETHERNET)) {
      for (int i = 0; i < 20; i++) {
        writer.write(data(i, i), 0, i, 2L * i, i * 1_000_000_000L);
      }
    }

    try (var reader = CaptureReader.open(first);
        var writer = CaptureWriter.create(second, format, resolution, LinkType.ETHERNET)) {
      for (var packet = reader.next(); packet != null; packet = reader.next()) {
        writer.write(packet);
      }
    }

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void flushMakesWhatWasWrittenReadable(@TempDir Path folder) throws Exception {
    var file = folder.resolve("growing.pcap");
    try (var writer =
        CaptureWriter.create(
            file, CaptureFormat.PCAP, TimestampResolution.MICROSECONDS, LinkType.ETHERNET)) {
      writer.write(data(14, 1), 0, 14, 14, 0);
      assertThat(Files.size(file)).isZero();

      writer.flush();

      assertThat(Files.size(file)).isEqualTo(24 + 16 + 14);
    }
    assertThat(Files.size(file)).as("closing writes nothing twice").isEqualTo(24 + 16 + 14);
  }

  @Test
  void whatTheFormatCannotHoldIsRefusedBeforeAnythingIsWritten() throws Exception {
    var out = new ByteArrayOutputStream();
    long year2106 = 4_294_967_296_000_000_000L;
    var frame = new byte[300_000];
    var refused =
        List.of(
            new Refused(0, 262_145, 0, 0, "length must be 0 to 262144, not 262145"),
            new Refused(0, 1, -1, 0, "originalLength must be 0 to 4294967295, not -1"),
            new Refused(0, 1, 1, -1, "timestampNanos must be 0 to 9223372036854775807, not -1"),
            new Refused(
                0,
                1,
                1,
                year2106,
                "seconds of timestampNanos must be 0 to 4294967295, not 4294967296"));
    try (var writer =
        CaptureWriter.to(
            out, CaptureFormat.PCAP, TimestampResolution.MICROSECONDS, LinkType.ETHERNET)) {
      for (var r : refused) {
        assertThatThrownBy(() -> writer.write(frame, r.offset, r.length, r.originalLength, r.nanos))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(r.message);
      }
      assertThatThrownBy(() -> writer.write(frame, 299_999, 2, 2, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(out.size()).as("the file header alone").isEqualTo(24);
  }

  record Refused(int offset, int length, long originalLength, long nanos, String message) {}

  @Test
  void aPacketOfAnotherLinkTypeIsRefused() throws Exception {
    var raw =
        CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 101)
            .record(0, 0, 20, data(20, 1))
            .packets()
            .getFirst();
    try (var writer =
        CaptureWriter.to(
            new ByteArrayOutputStream(),
            CaptureFormat.PCAP,
            TimestampResolution.NANOSECONDS,
            LinkType.ETHERNET)) {
      assertThatThrownBy(() -> writer.write(raw))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the capture's link type is ETHERNET (1), the packet's RAW (101)");
    }
  }

  @Test
  void otherResolutionsAreRefusedBeforeTheFileIsCreated(@TempDir Path folder) {
    var file = folder.resolve("never.pcap");

    assertThatThrownBy(() ->
            CaptureWriter.create(
                file, CaptureFormat.PCAP, new TimestampResolution(true, 20), LinkType.ETHERNET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("captures are written in microseconds or nanoseconds, not in ticks of 2^-20 s");
    assertThat(file).doesNotExist();
  }
}
