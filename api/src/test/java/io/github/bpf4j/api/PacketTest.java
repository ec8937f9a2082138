package io.github.bpf4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PacketTest {
  private static final byte[] EIGHT = {(byte) 0x81, 2, 3, 4, (byte) 0xf5, 6, 7, 8};

  @Test
  void aSliceReadsInNetworkOrder() {
    var slice = XdpContext.of(EIGHT).slice(0, 8);

    assertThat(slice.u8(0)).isEqualTo(0x81);
    assertThat(slice.u16(0)).isEqualTo(0x8102);
    assertThat(slice.i32(4)).isEqualTo(0xf5060708);
    assertThat(slice.u32(4)).isEqualTo(0xf5060708L);
    assertThat(slice.i64(0)).isEqualTo(0x81020304f5060708L);
    assertThat(slice.u16(3)).as("not aligned").isEqualTo(0x04f5);
  }

  @Test
  void aSliceWritesThePacketInNetworkOrder() {
    var packet = XdpPacket.of(new byte[17]);
    var slice = XdpContext.of(packet).slice(1, 16);

    slice.setU8(0, 0x1ff);
    slice.setU16(1, 0x12345);
    slice.setI32(3, 0x01020304);
    slice.setI64(7, 0x1112131415161718L);

    assertThat(packet.bytes())
        .containsExactly(
            0, 0xff, 0x23, 0x45, 1, 2, 3, 4, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0);
  }

  @Test
  void aSliceEndsWhereItWasToldTo() {
    var slice = XdpContext.of(EIGHT).slice(2, 4);

    assertThat(slice.offset()).isEqualTo(2);
    assertThat(slice.length()).isEqualTo(4);
    assertThat(slice.u8(3)).isEqualTo(6);
    List<ThrowingCallable> outside =
        List.of(
            () -> slice.u8(4),
            () -> slice.u8(-1),
            () -> slice.u16(3),
            () -> slice.i32(1),
            () -> slice.u32(1),
            () -> slice.i64(0),
            () -> slice.setU8(4, 0),
            () -> slice.setU16(3, 0),
            () -> slice.setI32(1, 0),
            () -> slice.setI64(0, 0));
    assertThat(outside)
        .allSatisfy(
            access -> assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class));
  }

  @Test
  void aSliceThatThePacketDoesNotHaveIsNotGiven() {
    var ctx = XdpContext.of(EIGHT);
    assertThat(ctx.slice(8, 0).length()).isZero();
    for (int[] wrong : new int[][] {{0, 9}, {8, 1}, {-1, 1}, {0, -1}, {Integer.MAX_VALUE, 8}}) {
      assertThatThrownBy(() -> ctx.slice(wrong[0], wrong[1]))
          .isInstanceOf(PacketBoundsException.class);
    }
    assertThatThrownBy(() -> ctx.slice(4, 6))
        .hasMessage("bytes 4..9 of the packet were asked for, but it has 8 bytes");
  }

  @Test
  void aPacketKnowsWhereItCameFrom() {
    var packet = XdpPacket.of(EIGHT);
    var ctx = XdpContext.of(packet);
    assertThat(ctx.ingressInterface()).isEqualTo(1);
    assertThat(ctx.rxQueue()).isZero();
    assertThat(packet.timestampNanos()).isZero();

    packet.receivedBy(7, 3);
    packet.receivedAt(12345);

    assertThat(ctx.ingressInterface()).isEqualTo(7);
    assertThat(ctx.rxQueue()).isEqualTo(3);
    assertThat(packet.timestampNanos()).isEqualTo(12345);
    assertThat(ctx.length()).isEqualTo(8);
  }

  @Test
  void aPacketIsReusedAndGrows() {
    var packet = new XdpPacket();
    assertThat(packet.length()).isZero();
    var large = new byte[XdpPacket.MAX_LENGTH];
    large[XdpPacket.MAX_LENGTH - 1] = 9;
    packet.set(large, 0, large.length);
    assertThat(packet.bytes()).isEqualTo(large);
    assertThat(packet.start()).isEqualTo(XdpPacket.HEADROOM);
    packet.set(EIGHT, 2, 3);
    assertThat(packet.bytes()).containsExactly(3, 4, 0xf5);
    assertThatThrownBy(() -> packet.set(new byte[65_536], 0, 65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a packet has at most 65535 bytes, not 65536");
  }

  private static byte[] counting(int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void theHeadMovesWithinTheHeadroomAndLeavesFourteenBytes() {
    var packet = XdpPacket.of(counting(60));
    var ctx = XdpContext.of(packet);

    assertThat(ctx.adjustHead(46)).isZero();
    assertThat(packet.bytes()).hasSize(14).startsWith(46, 47);
    assertThat(ctx.adjustHead(1)).isEqualTo(-22);
    assertThat(ctx.adjustHead(-46 - 216)).isZero();
    assertThat(packet.length()).isEqualTo(60 + 216);
    assertThat(ctx.slice(216, 2).u16(0)).isEqualTo(1);
    assertThat(ctx.adjustHead(-1)).isEqualTo(-22);
    assertThat(ctx.adjustHead(Integer.MIN_VALUE)).isEqualTo(-22);
    assertThat(ctx.adjustHead(Integer.MAX_VALUE)).isEqualTo(-22);
    assertThat(packet.length()).isEqualTo(60 + 216);
  }

  @Test
  void theTailGainsZerosUpToAPageAndLeavesFourteenBytes() {
    var packet = XdpPacket.of(counting(60));
    var ctx = XdpContext.of(packet);

    assertThat(ctx.adjustTail(-46)).isZero();
    assertThat(ctx.adjustTail(-1)).isEqualTo(-22);
    assertThat(ctx.adjustTail(3_520 - 14)).isZero();
    assertThat(packet.bytes()).hasSize(3_520).startsWith(0, 1, 2).endsWith(0, 0, 0);
    assertThat(ctx.slice(12, 4).i32(0)).isEqualTo(0x0c0d_0000);
    assertThat(ctx.adjustTail(1)).isEqualTo(-22);
    assertThat(ctx.adjustTail(Integer.MAX_VALUE)).isEqualTo(-22);
  }

  @Test
  void whatAPacketMayGrowToDoesNotDependOnThePacketBefore() {
    var packet = XdpPacket.of(new byte[20_000]);
    packet.set(EIGHT, 0, 8);
    assertThat(packet.adjustTail(3_520 - 8)).isZero();
    assertThat(packet.adjustTail(1)).isEqualTo(-22);
  }

  record Word(@BigEndian int value) {}

  @Test
  void ofAPacketInSeveralBuffersSlicesReachTheFirst() {
    var packet = XdpPacket.of(counting(60));
    var ctx = XdpContext.of(packet);
    packet.split(20);
    assertThat(ctx.length()).isEqualTo(20);
    assertThat(ctx.totalLength()).isEqualTo(60);
    assertThat(ctx.slice(16, 4).i32(0)).isEqualTo(0x10111213);
    assertThatThrownBy(() -> ctx.slice(17, 4))
        .isInstanceOf(PacketBoundsException.class)
        .hasMessage("bytes 17..20 of the packet were asked for, but it has 20 bytes");
    assertThat(ctx.load(18, Word.class)).isEqualTo(new Word(0x12131415));
    ctx.store(56, new Word(1));
    assertThat(packet.bytes()).endsWith(54, 55, 0, 0, 0, 1);
    assertThatThrownBy(() -> ctx.load(57, Word.class)).isInstanceOf(PacketBoundsException.class);
    assertThatThrownBy(() -> ctx.store(-1, new Word(1))).isInstanceOf(PacketBoundsException.class);
    assertThat(ctx.adjustHead(7)).isEqualTo(-22);
    assertThat(ctx.adjustHead(6)).isZero();
    assertThat(ctx.length()).isEqualTo(14);
    assertThatThrownBy(() -> packet.split(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> packet.split(55)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theLastOfSeveralBuffersHasAPage() {
    var packet = XdpPacket.of(new byte[3_600]);
    packet.splitIfLarge();
    var ctx = XdpContext.of(packet);
    assertThat(ctx.length()).isEqualTo(3_520);
    assertThat(ctx.adjustTail(4_017)).isEqualTo(-22);
    assertThat(ctx.adjustTail(4_016)).isZero();
    assertThat(ctx.totalLength()).isEqualTo(3_520 + 4_096);
    assertThat(ctx.adjustTail(1)).isEqualTo(-22);
    assertThat(ctx.adjustTail(-4_100)).isZero();
    assertThat(ctx.length()).isEqualTo(3_516);
    assertThat(ctx.totalLength()).isEqualTo(3_516);
    assertThat(ctx.adjustTail(-3_503)).isEqualTo(-22);
    assertThat(ctx.adjustTail(-3_502)).isZero();
  }

  @Test
  void metadataLiesBeforeThePacketAndMovesWithItsHead() {
    var packet = XdpPacket.of(counting(60));
    var ctx = XdpContext.of(packet);

    assertThatThrownBy(() -> ctx.meta(0, 4)).isInstanceOf(PacketBoundsException.class);
    assertThat(ctx.adjustMeta(-8)).isZero();
    ctx.meta(4, 4).setI32(0, 0x01020304);
    assertThat(ctx.meta(4, 4).offset()).isEqualTo(4);
    assertThat(ctx.adjustHead(-10)).isZero();
    assertThat(ctx.meta(0, 8).i32(4)).isEqualTo(0x01020304);
    assertThat(packet.metadata()).hasSize(8).endsWith(1, 2, 3, 4);
    assertThat(ctx.adjustMeta(4)).isZero();
    assertThat(packet.metadata()).containsExactly(1, 2, 3, 4);
    assertThat(ctx.adjustMeta(5)).isEqualTo(-22);
    assertThat(ctx.adjustMeta(1)).isEqualTo(-13);
    assertThat(ctx.adjustMeta(-202)).isEqualTo(-13);
    assertThat(ctx.adjustMeta(-203)).isEqualTo(-22);
    assertThat(packet.metadata()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aPacketIsGivenMetadata() {
    var packet = XdpPacket.of(EIGHT);
    packet.setMetadata(EIGHT, 2, 4);
    assertThat(packet.metadata()).containsExactly(3, 4, 0xf5, 6);
    assertThat(packet.bytes()).isEqualTo(EIGHT);
    packet.set(EIGHT, 0, 8);
    assertThat(packet.metadata()).isEmpty();
    assertThatThrownBy(() -> packet.setMetadata(EIGHT, 0, 6))
        .hasMessage("metadata has a multiple of 4 bytes up to 252, not 6");
  }

  @Test
  void aSliceIsOfNoUseOnceThePacketHasMoved() {
    var ctx = XdpContext.of(counting(60));
    List<Runnable> moves =
        List.of(
            () -> ctx.adjustHead(-4),
            () -> ctx.adjustTail(4),
            () -> ctx.adjustMeta(-4),
            () -> ctx.adjustHead(10_000));
    for (Runnable move : moves) {
      var eth = EthHdr.at(ctx, 0);
      var slice = ctx.slice(0, 8);
      var _ = eth.etherType();
      move.run();
      List<ThrowingCallable> uses =
          List.of(
              () -> slice.u8(0),
              () -> slice.setI32(0, 1),
              slice::offset,
              slice::length,
              eth::etherType,
              eth::payloadOffset);
      assertThat(uses)
          .allSatisfy(use ->
              assertThatThrownBy(use)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("these bytes were taken before the packet moved: take them again"));
      assertThat(ctx.slice(0, 8).length()).isEqualTo(8);
    }
  }

  @Test
  void aSliceIsOfNoUseForTheNextPacket() {
    var packet = XdpPacket.of(EIGHT);
    var slice = XdpContext.of(packet).slice(0, 8);
    packet.set(EIGHT, 0, 8);
    assertThatThrownBy(() -> slice.u8(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void verdictsHaveTheKernelsNumbers() {
    // enum xdp_action in include/uapi/linux/bpf.h
    assertThat(XdpAction.of(0)).isEqualTo(XdpAction.ABORTED);
    assertThat(XdpAction.of(1)).isEqualTo(XdpAction.DROP);
    assertThat(XdpAction.of(2)).isEqualTo(XdpAction.PASS);
    assertThat(XdpAction.of(3)).isEqualTo(XdpAction.TX);
    assertThat(XdpAction.of(4)).isEqualTo(XdpAction.REDIRECT);
    assertThat(XdpAction.of(5)).isEqualTo(XdpAction.ABORTED);
    assertThat(XdpAction.of(-1)).isEqualTo(XdpAction.ABORTED);
  }
}
