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

  @Test
  void theHeadAndTailOfAPacketMove() {
    var packet = XdpPacket.of(EIGHT);
    packet.bounds(packet.start() - 2, packet.end() - 4);
    assertThat(packet.bytes()).containsExactly(0, 0, 0x81, 2, 3, 4);
    assertThat(XdpContext.of(packet).slice(2, 2).u16(0)).isEqualTo(0x8102);
    assertThatThrownBy(() -> packet.bounds(10, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> packet.bounds(-1, 9)).isInstanceOf(IndexOutOfBoundsException.class);
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
