package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {
  private static final int MICROS = 0xa1b2c3d4;
  private static final int NANOS = 0xa1b23c4d;

  @ParameterizedTest
  @CsvSource({"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsMicrosecondCapturesOfEitherByteOrder(String order) throws Exception {
    var capture =
        CaptureBytes.pcap(order(order), MICROS, 1)
            .record(1_700_000_000L, 123_456, 60, data(60, 1))
            .record(1_700_000_001L, 0, 1514, data(96, 2));

    try (var reader = capture.open()) {
      var packets = CaptureBytes.packets(reader);

      assertThat(reader.format()).isEqualTo(CaptureFormat.PCAP);
      assertThat(reader.byteOrder()).isEqualTo(order(order));
      assertThat(reader.interfaces())
          .containsExactly(
              new CaptureInterface(
                  LinkType.ETHERNET, 65_535, TimestampResolution.MICROSECONDS, 0, null));
      assertThat(packets).hasSize(2);

      var whole = packets.get(0);
      assertThat(whole.number()).isEqualTo(1);
      assertThat(whole.bytes()).isEqualTo(data(60, 1));
      assertThat(whole.length()).isEqualTo(60);
      assertThat(whole.originalLength()).isEqualTo(60);
      assertThat(whole.isTruncated()).isFalse();
      assertThat(whole.hasTimestamp()).isTrue();
      assertThat(whole.timestampNanos()).isEqualTo(1_700_000_000_123_456_000L);
      assertThat(whole.interfaceIndex()).isZero();
      assertThat(whole.linkType()).isEqualTo(LinkType.ETHERNET);

      var snapped = packets.get(1);
      assertThat(snapped.number()).isEqualTo(2);
      assertThat(snapped.bytes()).isEqualTo(data(96, 2));
      assertThat(snapped.originalLength()).isEqualTo(1514);
      assertThat(snapped.isTruncated()).isTrue();
      assertThat(snapped.timestampNanos()).isEqualTo(1_700_000_001_000_000_000L);
    }
  }

  @ParameterizedTest
  @CsvSource({"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsNanosecondCapturesOfEitherByteOrder(String order) throws Exception {
    var capture = CaptureBytes.pcap(order(order), NANOS, 1).record(1, 999_999_999, 14, data(14, 1));

    var packet = capture.packets().getFirst();

    assertThat(packet.timestampNanos()).isEqualTo(1_999_999_999L);
  }

  @Test
  void readsSecondsAsUnsigned() throws Exception {
    var capture = CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, MICROS, 1);

    var packet = capture.record(0xffff_ffffL, 0, 1, data(1, 1)).packets().getFirst();

    assertThat(packet.timestampNanos()).isEqualTo(4_294_967_295_000_000_000L);
  }

  @Test
  void takesTheLinkTypeFromTheLow16BitsBecauseFrameCheckSequenceBitsAreAboveThem()
      throws Exception {
    var capture = CaptureBytes.pcap(ByteOrder.BIG_ENDIAN, MICROS, 0x2400_0065);

    var packet = capture.record(0, 0, 20, data(20, 1)).packets().getFirst();

    assertThat(packet.linkType()).isEqualTo(LinkType.RAW);
  }

  @Test
  void readsEmptyPacketsAndPacketsLargerThanTheBuffers() throws Exception {
    var capture =
        CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, MICROS, 1)
            .record(1, 0, 0, data(0, 1))
            .record(2, 0, 262_144, data(262_144, 2))
            .record(3, 0, 2049, data(2049, 3))
            .record(4, 0, 14, data(14, 4));

    assertThat(capture.packets().stream().map(CapturedPacket::bytes))
        .containsExactly(data(0, 1), data(262_144, 2), data(2049, 3), data(14, 4));
  }

  @Test
  void putsTheLengthsOfOldCapturesInOrder() throws Exception {
    var capture =
        CaptureBytes.in(ByteOrder.LITTLE_ENDIAN)
            .u32(MICROS)
            .u16(2)
            .u16(3)
            .u64(0)
            .u32(65_535)
            .u32(1)
            .u32(5)
            .u32(0)
            .u32(100)
            .u32(20)
            .bytes(data(20, 1));

    var packet = capture.packets().getFirst();

    assertThat(packet.bytes()).isEqualTo(data(20, 1));
    assertThat(packet.originalLength()).isEqualTo(100);
  }

  @Test
  void aCaptureMayHaveNoPackets() throws Exception {
    assertThat(CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, MICROS, 1).packets()).isEmpty();
  }

  @Test
  void theReaderReusesItsPacketAndCopiesAreIndependent() throws Exception {
    var capture =
        CaptureBytes.pcap(ByteOrder.LITTLE_ENDIAN, MICROS, 1)
            .record(1, 0, 14, data(14, 1))
            .record(2, 0, 15, data(15, 2));

    try (var reader = capture.open()) {
      var first = CaptureBytes.next(reader);
      var copy = first.copy();
      var second = CaptureBytes.next(reader);

      assertThat(second).isSameAs(first);
      assertThat(copy.bytes()).isEqualTo(data(14, 1));
      assertThat(copy.number()).isEqualTo(1);
      assertThat(copy.timestampNanos()).isEqualTo(1_000_000_000L);
      assertThat(second).hasToString("packet 2: 15 of 15 bytes, 2000000000 ns, ETHERNET (1)");
      assertThat(reader.next()).isNull();
      assertThat(reader.next()).as("the end stays the end").isNull();
    }
  }

  static ByteOrder order(String name) {
    return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
