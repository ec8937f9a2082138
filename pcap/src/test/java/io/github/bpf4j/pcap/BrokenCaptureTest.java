package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenCaptureTest {
  private static final int MICROS = 0xa1b2c3d4;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  /// What reading a capture came to.
  record Outcome(long packets, @Nullable CaptureException failure) {
    CaptureException requireFailure() {
      return requireNonNull(failure, "the capture was expected to be broken");
    }

    static Outcome of(byte[] capture) throws IOException {
      long packets = 0;
      try (var reader = CaptureBytes.open(capture)) {
        for (var packet = reader.next(); packet != null; packet = reader.next()) {
          packets++;
        }
        return new Outcome(packets, null);
      } catch (CaptureException e) {
        return new Outcome(packets, e);
      }
    }
  }

  static Stream<Arguments> smallCaptures() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
        .flatMap(order ->
            Stream.of(
                Arguments.of("pcap, microseconds, " + order, smallPcap(order, MICROS)),
                Arguments.of("pcap, nanoseconds, " + order, smallPcap(order, 0xa1b23c4d)),
                Arguments.of("pcapng, " + order, smallPcapng(order))));
  }

  private static CaptureBytes smallPcap(ByteOrder order, int magic) {
    return CaptureBytes.pcap(order, magic, 1)
        .record(1, 2, 60, data(60, 1))
        .record(3, 4, 0, data(0, 2))
        .record(5, 6, 100, data(33, 3));
  }

  private static CaptureBytes smallPcapng(ByteOrder order) {
    return CaptureBytes.pcapng(order)
        .interfaceBlock(
            1,
            262_144,
            o ->
                o.option(2, "eth0".getBytes(UTF_8)).option(9, new byte[] {9}).u16(14).u16(8).u64(1))
        .enhanced(0, 1, 60, data(60, 1))
        .block(5, b -> b.u32(0).u64(0))
        .simple(33, data(33, 2))
        .section(order == LE ? ByteOrder.BIG_ENDIAN : LE)
        .interfaceBlock(101)
        .obsolete(0, 2, 100, data(21, 3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallCaptures")
  void aCaptureCutAtAnyByteGivesItsWholePacketsAndThenTheOffset(String kind, CaptureBytes whole)
      throws Exception {
    byte[] bytes = whole.toBytes();
    for (int length = 1; length <= bytes.length; length++) {
      var outcome = Outcome.of(Arrays.copyOf(bytes, length));

      assertThat(outcome.packets)
          .as("packets in %d bytes", length)
          .isEqualTo(whole.packetsWithin(length));
      if (whole.mayEndAt(length)) {
        assertThat(outcome.failure).as("%d bytes", length).isNull();
      } else {
        assertThat(outcome.requireFailure())
            .hasMessageStartingWith("test.pcap: truncated at byte " + length + ": ");
        assertThat(outcome.requireFailure().offset()).hasValue(length);
        assertThat(outcome.requireFailure().file()).isEqualTo("test.pcap");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallCaptures")
  void aCorruptCaptureGivesPacketsOrACaptureExceptionAndNothingElse(String kind, CaptureBytes whole)
      throws Exception {
    long seed = 7_001;
    var random = new Random(seed);
    byte[] bytes = whole.toBytes();
    int failures = 0;
    for (int round = 0; round < 4_000; round++) {
      byte[] corrupt = bytes.clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        corrupt[random.nextInt(corrupt.length)] =
            (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
      }
      try {
        if (Outcome.of(corrupt).failure != null) {
          failures++;
        }
      } catch (Throwable e) {
        throw new AssertionError(
            "seed %d, round %d: %s".formatted(seed, round, HexFormat.of().formatHex(corrupt)), e);
      }
    }
    assertThat(failures).as("corruptions that were noticed").isGreaterThan(500);
  }

  @Test
  void randomBytesAfterAValidBeginningNeverGiveAnythingElse() throws Exception {
    long seed = 7_002;
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      var capture =
          round % 2 == 0
              ? CaptureBytes.pcap(LE, MICROS, 1)
              : CaptureBytes.pcapng(LE).interfaceBlock(1);
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      // Small numbers lead further into the decoders than random ones.
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.nextInt(3) == 0 ? noise[i] : (byte) (i % 4 == 0 ? random.nextInt(64) : 0);
      }
      try {
        Outcome.of(capture.bytes(noise).toBytes());
      } catch (Throwable e) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), e);
      }
    }
  }

  @Test
  void theMessageOfATruncatedPacketSaysWhatIsMissing() throws Exception {
    byte[] whole = smallPcap(LE, MICROS).toBytes();

    assertThat(Outcome.of(Arrays.copyOf(whole, 24 + 16 + 12)).failure)
        .hasMessage("test.pcap: truncated at byte 52: packet 1 says 60 bytes, 12 are left");
    assertThat(Outcome.of(Arrays.copyOf(whole, 24 + 76 + 5)).failure)
        .hasMessage(
            "test.pcap: truncated at byte 105: the header of packet 2 has 16 bytes, 5 are left");
    assertThat(Outcome.of(Arrays.copyOf(whole, 10)).failure)
        .hasMessage(
            "test.pcap: truncated at byte 10: the pcap file header has 24 bytes, only 10 are"
                + " there");
  }

  @Test
  void theMessageOfATruncatedBlockSaysWhatIsMissing() throws Exception {
    byte[] whole =
        CaptureBytes.pcapng(LE).interfaceBlock(1).enhanced(0, 1, 60, data(60, 1)).toBytes();
    int block = 40 + 20;

    assertThat(Outcome.of(Arrays.copyOf(whole, block + 28 + 12)).failure)
        .hasMessage("test.pcap: truncated at byte 100: packet 1 says 60 bytes, 12 are left");
    assertThat(Outcome.of(Arrays.copyOf(whole, block + 20)).failure)
        .hasMessage(
            "test.pcap: truncated at byte 80: the block at byte 60 says 112 bytes, 20 are left");
    assertThat(Outcome.of(Arrays.copyOf(whole, block + 3)).failure)
        .hasMessage("test.pcap: truncated at byte 63: a block header has 8 bytes, 3 are left");
  }

  @Test
  void anAbsurdLengthIsAnErrorAndNoAllocation() throws Exception {
    byte[] pcap = smallPcap(LE, MICROS).bytes(new byte[16]).toBytes();
    int third = pcap.length - 16;
    Arrays.fill(pcap, third + 8, third + 12, (byte) 0xff);

    var outcome = Outcome.of(pcap);

    assertThat(outcome.packets).isEqualTo(3);
    assertThat(outcome.requireFailure())
        .hasMessage(
            "test.pcap: byte %d: packet 4 says 4294967295 bytes, but no capture holds more than"
                + " 262144 of a packet: the file is corrupt here",
            third + 8);
    assertThat(outcome.requireFailure().offset()).hasValue(third + 8);
  }

  @Test
  void whatABlockCannotBeIsNamed() throws Exception {
    var head = CaptureBytes.pcapng(LE).interfaceBlock(1).toBytes();
    int at = head.length;

    assertThat(failureOf(head, b -> b.u32(6).u32(13)))
        .endsWith(
            "byte %d: a block says 13 bytes, but blocks have at least 12 and a multiple of 4: the file is corrupt here"
                .formatted(at + 4));
    assertThat(failureOf(head, b -> b.block(6, p -> p.u32(0))))
        .endsWith(
            "byte %d: a block of 16 bytes is too short to be an enhanced packet block"
                .formatted(at + 4));
    assertThat(failureOf(head, b -> b.enhanced(1, 0, 14, data(14, 1))))
        .endsWith(
            "byte %d: packet 1 says interface 1, but the section has described 1"
                .formatted(at + 8));
    assertThat(
            failureOf(
                head, b -> b.block(6, p -> p.u32(0).u64(0).u32(61).u32(61).padded(data(60, 1)))))
        .endsWith(
            "byte %d: packet 1 says 61 bytes, but its block has room for 60: the file is corrupt here"
                .formatted(at + 8));
    assertThat(failureOf(head, b -> b.u32(5).u32(16).u32(0).u32(20)))
        .endsWith(
            "byte %d: the block at byte %d says 16 bytes at its start and 20 at its end: the file is corrupt here"
                .formatted(at + 12, at));
    assertThat(failureOf(head, b -> b.interfaceBlock(1, 0, o -> o.option(9, new byte[2]))))
        .endsWith("byte %d: the option if_tsresol has 2 bytes, not 1".formatted(at + 18));
    assertThat(failureOf(head, b -> b.interfaceBlock(1, 0, o -> o.u16(2).u16(500))))
        .endsWith(
            "byte %d: option 2 says 500 bytes, but its block has 4 left: the file is corrupt here"
                .formatted(at + 18));
  }

  private static String failureOf(byte[] head, CaptureBytes.Part broken) throws IOException {
    byte[] capture = broken.addTo(CaptureBytes.in(LE).bytes(head)).toBytes();
    return requireNonNullElse(Outcome.of(capture).requireFailure().getMessage(), "");
  }

  @Test
  void aSectionOfAnotherVersionOrWithoutByteOrderIsNamed() {
    assertThatThrownBy(() ->
            CaptureBytes.in(LE)
                .block(0x0a0d0d0a, b -> b.u32(0x1a2b3c4d).u16(2).u16(0).u64(-1))
                .open())
        .hasMessage("test.pcap: byte 12: pcapng version 2.0 is not known, only 1.x");
    assertThatThrownBy(() ->
            CaptureBytes.in(LE)
                .block(0x0a0d0d0a, b -> b.u32(0x11111111).u16(1).u16(0).u64(-1))
                .open())
        .hasMessageContaining("byte 8: the section header's byte-order magic is wrong");
  }

  @Test
  void aPcapOfAnotherVersionIsNamed() {
    assertThatThrownBy(
            () -> CaptureBytes.in(LE).u32(MICROS).u16(3).u16(0).bytes(new byte[16]).open())
        .hasMessage("test.pcap: byte 4: pcap version 3.0 is not known, only up to 2.4");
  }

  @Test
  void aFailureIsThrownAgainAndAgain() throws Exception {
    byte[] whole = smallPcap(LE, MICROS).toBytes();
    try (var reader = CaptureBytes.open(Arrays.copyOf(whole, whole.length - 1))) {
      reader.next();
      reader.next();

      var first = catchThrowableOfType(CaptureException.class, reader::next);
      var second = catchThrowableOfType(CaptureException.class, reader::next);

      assertThat(first).isNotNull().isSameAs(second);
    }
  }

  @Test
  void aClosedReaderSaysSo() throws Exception {
    var reader = smallPcap(LE, MICROS).open();
    reader.close();

    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("test.pcap: the capture is closed");
  }

  @ParameterizedTest
  @CsvSource({
    "a1b2cd34, Kuznetzov",
    "34cdb2a1, Kuznetzov",
    "736e6f6f7000000000000002, a snoop capture of Solaris; convert it with: editcap -F pcapng IN"
        + " OUT",
    "7f454c4602010100, an ELF file",
    "28b52ffd00000000, compressed with zstd; decompress it with: zstd -d",
    "fd377a585a000000, compressed with xz",
    "425a6839, compressed with bzip2",
    "504b030400, a zip or jar archive",
    "cafebabe00000045, a Java class file",
    "7061636b61676520696f, a text file",
    "deadbeef0102, it begins with de ad be ef",
    "ffffffff, it begins with ff ff ff ff",
  })
  void aFileThatIsNoCaptureIsNamed(String beginning, String message) {
    byte[] file = HexFormat.of().parseHex(beginning);

    assertThatThrownBy(() -> CaptureBytes.open(file))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith("test.pcap: byte 0: not a pcap or pcapng capture: it ")
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyFileIsNamed() {
    assertThatThrownBy(() -> CaptureBytes.open(new byte[0]))
        .isInstanceOf(CaptureException.class)
        .hasMessage("test.pcap: byte 0: the file is empty: there is not even a capture's header");
  }

  @Test
  void aFileThatCannotBeOpenedIsNamed(@TempDir Path folder) {
    var missing = folder.resolve("missing.pcap");

    var noFile = catchThrowableOfType(CaptureException.class, () -> CaptureReader.open(missing));
    assertThat(noFile).hasMessage(missing + ": no such file");
    assertThat(noFile.offset()).isEmpty();
    assertThatThrownBy(() -> CaptureReader.open(folder))
        .isInstanceOf(CaptureException.class)
        .hasMessage(folder + ": is a directory; give a capture file");
  }
}
