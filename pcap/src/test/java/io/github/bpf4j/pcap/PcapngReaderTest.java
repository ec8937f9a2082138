package io.github.bpf4j.pcap;

import static io.github.bpf4j.pcap.CaptureBytes.data;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapngReaderTest {
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;

  @ParameterizedTest
  @CsvSource({"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsEnhancedPacketBlocksOfEitherByteOrder(String order) throws Exception {
    var capture =
        CaptureBytes.pcapng(PcapReaderTest.order(order))
            .interfaceBlock(1)
            .enhanced(0, 1_700_000_000_123_456L, 60, data(60, 1))
            .enhanced(0, 1_700_000_001_000_000L, 1514, data(97, 2));

    try (var reader = capture.open()) {
      var packets = CaptureBytes.packets(reader);

      assertThat(reader.format()).isEqualTo(CaptureFormat.PCAPNG);
      assertThat(reader.byteOrder()).isEqualTo(PcapReaderTest.order(order));
      assertThat(packets).hasSize(2);
      assertThat(packets.get(0).bytes()).isEqualTo(data(60, 1));
      assertThat(packets.get(0).number()).isEqualTo(1);
      assertThat(packets.get(0).isTruncated()).isFalse();
      assertThat(packets.get(0).linkType()).isEqualTo(LinkType.ETHERNET);
      assertThat(packets.get(0).timestampNanos()).isEqualTo(1_700_000_000_123_456_000L);
      assertThat(packets.get(1).bytes()).isEqualTo(data(97, 2));
      assertThat(packets.get(1).number()).isEqualTo(2);
      assertThat(packets.get(1).originalLength()).isEqualTo(1514);
      assertThat(packets.get(1).timestampNanos()).isEqualTo(1_700_000_001_000_000_000L);
    }
  }

  @Test
  void aSimplePacketIsAsLongAsTheSnapshotLengthAllowsAndHasNoTime() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE)
            .interfaceBlock(1, 64, options -> options)
            .simple(60, data(60, 1))
            .simple(1514, data(64, 2));

    var packets = capture.packets();

    assertThat(packets.get(0).bytes()).isEqualTo(data(60, 1));
    assertThat(packets.get(0).hasTimestamp()).isFalse();
    assertThat(packets.get(0).timestampNanos()).isZero();
    assertThat(packets.get(1).bytes()).isEqualTo(data(64, 2));
    assertThat(packets.get(1).originalLength()).isEqualTo(1514);
  }

  @Test
  void aSnapshotLengthOf0MeansThatPacketsAreWhole() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE).interfaceBlock(1, 0, options -> options).simple(99, data(99, 1));

    assertThat(capture.packets().getFirst().bytes()).isEqualTo(data(99, 1));
  }

  @Test
  void aTimedPacketAfterASimpleOneHasItsTime() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE)
            .interfaceBlock(1)
            .simple(14, data(14, 1))
            .enhanced(0, 5, 14, data(14, 2));

    var packets = capture.packets();

    assertThat(packets.get(0).hasTimestamp()).isFalse();
    assertThat(packets.get(1).hasTimestamp()).isTrue();
    assertThat(packets.get(1).timestampNanos()).isEqualTo(5_000);
  }

  @Test
  void readsObsoletePacketBlocks() throws Exception {
    var capture =
        CaptureBytes.pcapng(BE)
            .interfaceBlock(1)
            .interfaceBlock(101)
            .obsolete(1, 3_000_000L, 50, data(33, 1));

    var packet = capture.packets().getFirst();

    assertThat(packet.bytes()).isEqualTo(data(33, 1));
    assertThat(packet.originalLength()).isEqualTo(50);
    assertThat(packet.interfaceIndex()).isEqualTo(1);
    assertThat(packet.linkType()).isEqualTo(LinkType.RAW);
    assertThat(packet.timestampNanos()).isEqualTo(3_000_000_000L);
  }

  @Test
  void everyInterfaceHasItsLinkTypeItsClockAndItsName() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE)
            .interfaceBlock(
                1,
                65_535,
                o ->
                    o.option(2, "veth0".getBytes(UTF_8))
                        .option(9, new byte[] {9})
                        .option(11, new byte[] {0, 't', 'c', 'p'}))
            .interfaceBlock(113, 0, o -> o.option(9, new byte[] {(byte) (0x80 | 10)}))
            .interfaceBlock(
                228, 0, o -> o.u16(14).u16(8).u64(-3600).option(2, "lo\0".getBytes(UTF_8)))
            .enhanced(2, 7_200_000_001L, 20, data(20, 1))
            .enhanced(0, 1_999_999_999L, 20, data(20, 2))
            .enhanced(1, 1024 + 512, 20, data(20, 3));

    try (var reader = capture.open()) {
      assertThat(reader.interfaces()).as("before the first packet").isEmpty();
      var packets = CaptureBytes.packets(reader);

      assertThat(reader.interfaces())
          .containsExactly(
              new CaptureInterface(
                  LinkType.ETHERNET, 65_535, TimestampResolution.NANOSECONDS, 0, "veth0"),
              new CaptureInterface(
                  LinkType.LINUX_SLL, 0, new TimestampResolution(true, 10), 0, null),
              new CaptureInterface(
                  LinkType.IPV4, 0, TimestampResolution.MICROSECONDS, -3600, "lo"));
      assertThat(packets).extracting(CapturedPacket::interfaceIndex).containsExactly(2, 0, 1);
      assertThat(packets)
          .extracting(CapturedPacket::linkType)
          .containsExactly(LinkType.IPV4, LinkType.ETHERNET, LinkType.LINUX_SLL);
      assertThat(packets)
          .extracting(CapturedPacket::timestampNanos)
          .containsExactly(3_600_000_001_000L, 1_999_999_999L, 1_500_000_000L);
    }
  }

  @Test
  void blocksThatHoldNoPacketsAreSteppedOverWhateverTheirLength() throws Exception {
    int nameResolution = 4;
    int statistics = 5;
    int custom = 0xbad;
    int unknown = 0x7fff_1234;
    var capture =
        CaptureBytes.pcapng(LE)
            .block(custom, b -> b.u32(32_473).padded("before any interface".getBytes(UTF_8)))
            .interfaceBlock(1)
            .block(nameResolution, b -> b.u32(0))
            .enhanced(0, 1, 14, data(14, 1))
            .block(statistics, b -> b.u32(0).u64(0))
            .block(unknown, b -> b.bytes(new byte[300_000]))
            .block(unknown, b -> b)
            .enhanced(0, 2, 14, data(14, 2));

    assertThat(capture.packets().stream().map(CapturedPacket::bytes))
        .containsExactly(data(14, 1), data(14, 2));
  }

  @Test
  void aNewSectionForgetsTheInterfacesAndMayTurnTheByteOrder() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE)
            .interfaceBlock(1)
            .interfaceBlock(101)
            .enhanced(1, 1, 20, data(20, 1))
            .section(BE)
            .interfaceBlock(276)
            .enhanced(0, 2, 21, data(21, 2))
            .section(LE)
            .interfaceBlock(229)
            .enhanced(0, 3, 22, data(22, 3));

    try (var reader = capture.open()) {
      assertThat(CaptureBytes.next(reader).linkType()).isEqualTo(LinkType.RAW);
      assertThat(reader.byteOrder()).isEqualTo(LE);
      assertThat(reader.interfaces()).hasSize(2);

      var second = CaptureBytes.next(reader);
      assertThat(second.linkType()).isEqualTo(LinkType.LINUX_SLL2);
      assertThat(second.interfaceIndex()).isZero();
      assertThat(second.number()).as("counted through the file").isEqualTo(2);
      assertThat(second.bytes()).isEqualTo(data(21, 2));
      assertThat(reader.byteOrder()).isEqualTo(BE);
      assertThat(reader.interfaces()).hasSize(1);

      assertThat(CaptureBytes.next(reader).linkType()).isEqualTo(LinkType.IPV6);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void anEmptyPacketAndOneLargerThanTheBuffersAreRead() throws Exception {
    var capture =
        CaptureBytes.pcapng(BE)
            .interfaceBlock(1)
            .enhanced(0, 1, 0, data(0, 1))
            .enhanced(0, 2, 262_144, data(262_144, 2))
            .enhanced(0, 3, 262_143, data(262_143, 3));

    assertThat(capture.packets().stream().map(CapturedPacket::bytes))
        .containsExactly(data(0, 1), data(262_144, 2), data(262_143, 3));
  }

  @Test
  void aLongInterfaceNameIsCutNotBelieved() throws Exception {
    var capture =
        CaptureBytes.pcapng(LE)
            .interfaceBlock(1, 0, o -> o.option(2, "x".repeat(60_001).getBytes(UTF_8)))
            .enhanced(0, 1, 14, data(14, 1));

    try (var reader = capture.open()) {
      assertThat(reader.next()).isNotNull();
      assertThat(reader.interfaces().getFirst().name()).isEqualTo("x".repeat(256));
    }
  }
}
