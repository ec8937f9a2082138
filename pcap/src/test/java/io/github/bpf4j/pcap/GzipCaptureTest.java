package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipCaptureTest {
  private static final int RECORD = 16 + 1000;

  private static CaptureBytes capture() {
    var capture = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1);
    var random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] incompressible = new byte[1000];
      random.nextBytes(incompressible);
      capture.record(i, 0, 1000, incompressible);
    }
    return capture;
  }

  static byte[] gzip(byte[]... members) throws IOException {
    var out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (var gzip = new GZIPOutputStream(out)) {
        gzip.write(member);
      }
    }
    return out.toByteArray();
  }

  @Test
  void aCompressedCaptureIsReadAsIfItWereNot(@TempDir Path folder) throws Exception {
    var whole = capture();
    var file = Files.write(folder.resolve("capture.pcap.gz"), gzip(whole.toBytes()));

    try (var reader = CaptureReader.open(file)) {
      var packets = CaptureBytes.packets(reader);

      assertThat(packets).hasSize(200);
      assertThat(packets)
          .extracting(packet -> ByteBuffer.wrap(packet.bytes()))
          .isEqualTo(
              whole.packets().stream().map(packet -> ByteBuffer.wrap(packet.bytes())).toList());
    }
  }

  @Test
  void compressedPiecesJoinedByCatAreOneCapture() throws Exception {
    byte[] whole = capture().toBytes();

    byte[] joined =
        gzip(Arrays.copyOf(whole, 90_000), Arrays.copyOfRange(whole, 90_000, whole.length));

    try (var reader = CaptureBytes.open(joined)) {
      assertThat(CaptureBytes.packets(reader)).hasSize(200);
    }
  }

  @Test
  void aTruncatedCompressedCaptureGivesItsWholePacketsFirst() throws Exception {
    byte[] compressed = gzip(capture().toBytes());
    var packets = new ArrayList<CapturedPacket>();

    try (var reader = CaptureBytes.open(Arrays.copyOf(compressed, compressed.length / 2))) {
      var failure =
          catchThrowableOfType(
              CaptureException.class,
              () -> {
                for (var p = reader.next(); p != null; p = reader.next()) {
                  packets.add(p.copy());
                }
              });

      assertThat(failure)
          .hasMessageMatching(
              "test.pcap: truncated at byte \\d+ of the uncompressed data: the gzip stream ends too"
                  + " early");
      long end = failure.offset().orElseThrow();
      assertThat(packets).hasSize((int) ((end - 24) / RECORD));
      assertThat(packets).hasSizeBetween(90, 105);
    }
  }

  @Test
  void aCorruptCompressedCaptureIsACaptureException() throws Exception {
    byte[] compressed = gzip(capture().toBytes());
    long seed = 7_003;
    var random = new Random(seed);
    int failures = 0;
    for (int round = 0; round < 300; round++) {
      byte[] corrupt = compressed.clone();
      corrupt[2 + random.nextInt(corrupt.length - 2)] ^= (byte) (1 + random.nextInt(255));
      try (var reader = CaptureBytes.open(corrupt)) {
        CaptureBytes.packets(reader);
      } catch (CaptureException e) {
        failures++;
      } catch (Throwable e) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), e);
      }
    }
    assertThat(failures).as("of 300 corruptions, noticed").isGreaterThan(250);
  }

  @Test
  void aBrokenHeaderAndDoubleCompressionAreNamed() throws Exception {
    assertThatThrownBy(() -> CaptureBytes.open(new byte[] {0x1f, (byte) 0x8b, 9, 0, 0, 0}))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith("test.pcap: byte 0: the gzip header is broken (");
    byte[] twice = gzip(gzip(data(100, 1)));
    assertThatThrownBy(() -> CaptureBytes.open(twice))
        .isInstanceOf(CaptureException.class)
        .hasMessage(
            "test.pcap: byte 0 of the uncompressed data: not a pcap or pcapng capture: it is"
                + " compressed with gzip twice; decompress it once with: gunzip");
    byte[] nothing = gzip(new byte[0]);
    assertThatThrownBy(() -> CaptureBytes.open(nothing))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("the file is empty");
  }
}
