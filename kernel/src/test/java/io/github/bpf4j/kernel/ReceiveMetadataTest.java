package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.RssHashType;
import io.github.bpf4j.api.RxMetadata;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.LoadOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What drivers say of received packets: the driver of virtual cables, which has all three functions, and that of the
/// loopback device, which has none.
@KernelTest
@Timeout(60)
class ReceiveMetadataTest {
  /// The test's mark: no other packet has this type.
  private static final int TYPE = 0x88b5;

  private final Namespace namespace = new Namespace();

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  /// Numbers that are -1 where there is nothing.
  record Seen(int length, long hash, int hashType, long time, int vlanProtocol, int vlan) {}

  static final class Reader {
    static final BpfRingBuf<Seen> SEEN = BpfRingBuf.of(Seen.class, 8192);

    @Xdp
    static XdpAction reader(XdpContext ctx) {
      var hash = ctx.rxHash();
      Long time = ctx.rxTimestamp();
      var tag = ctx.rxVlanTag();
      SEEN.output(
          new Seen(
              ctx.length(),
              hash == null ? -1 : Integer.toUnsignedLong(hash.value()),
              hash == null ? -1 : hash.type().bits(),
              time == null ? -1 : time,
              tag == null ? -1 : tag.protocolNumber(),
              tag == null ? -1 : tag.vlanId()));
      return XdpAction.DROP;
    }
  }

  private static byte[] other(int length) {
    return ByteBuffer.allocate(length).putShort(12, (short) TYPE).array();
  }

  private static byte[] udp(int sourcePort) {
    return ByteBuffer.allocate(60)
        .putShort(12, (short) 0x0800)
        .putInt(14, 0x4500_002e)
        .putInt(22, 0x4011_0000)
        .putInt(26, 0xc000_0201)
        .putInt(30, 0xc633_6401)
        .putShort(34, (short) sourcePort)
        .putShort(36, (short) 53)
        .putShort(38, (short) 26)
        .array();
  }

  private void send(String end, byte[] frame) {
    namespace.run(() -> {
      try (var socket = new PacketSocket(Namespace.index(end))) {
        socket.send(frame);
      }
    });
  }

  private static Seen next(BlockingQueue<Seen> seen) {
    try {
      var next = seen.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("a packet that arrives").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Seen sent(BlockingQueue<Seen> seen, String end, byte[] frame) {
    send(end, frame);
    return next(seen);
  }

  @ParameterizedTest
  @EnumSource(
      value = XdpMode.class,
      names = {"DEFAULT", "DRIVER"})
  void theDriverOfTheInterfaceIsAsked(XdpMode mode) {
    var seen = new LinkedBlockingQueue<Seen>();
    try (var program = Kernel.load(Reader.class)) {
      program.map(Reader.SEEN).subscribe(seen::add);
      try (var link = namespace.call(() -> program.attachXdp(Namespace.LEFT, mode))) {
        assertThat(link.mode()).isEqualTo(XdpMode.DRIVER);
        var plain = sent(seen, Namespace.RIGHT, other(77));
        assertThat(plain.length()).isEqualTo(77);
        assertThat(plain.hashType()).isZero();
        assertThat(plain.time()).as("a cable has no clock, and says so by 0").isZero();
        assertThat(plain.vlan()).isEqualTo(-1);

        var first = sent(seen, Namespace.RIGHT, udp(1000));
        var again = sent(seen, Namespace.RIGHT, udp(1000));
        var others =
            List.of(sent(seen, Namespace.RIGHT, udp(1001)), sent(seen, Namespace.RIGHT, udp(1002)));
        assertThat(first.hashType()).isEqualTo(RssHashType.L4);
        assertThat(first.hash()).isPositive().isEqualTo(again.hash());
        assertThat(others).anySatisfy(o -> assertThat(o.hash()).isNotEqualTo(first.hash()));

        try (var _ = namespace.call(() -> new VlanTagger(Namespace.index(Namespace.RIGHT), 5))) {
          var tagged = sent(seen, Namespace.RIGHT, other(60));
          assertThat(tagged.length()).as("the tag is not in the packet").isEqualTo(60);
          assertThat(tagged.vlanProtocol()).isEqualTo(0x8100);
          assertThat(tagged.vlan()).isEqualTo(5);
        }
      }
    }
  }

  private static final Seen NOTHING = new Seen(64, -1, -1, -1, -1, -1);

  @Test
  void withoutADriverThereIsNothing() {
    var seen = new LinkedBlockingQueue<Seen>();
    try (var program = Kernel.load(Reader.class)) {
      program.map(Reader.SEEN).subscribe(seen::add);
      try (var link = namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.SKB))) {
        assertThat(link.mode()).isEqualTo(XdpMode.SKB);
        assertThat(sent(seen, Namespace.RIGHT, other(64))).isEqualTo(NOTHING);
      }
      namespace.inside("link", "set", "lo", "up");
      try (var link = namespace.call(() -> program.attachXdp("lo", XdpMode.DEFAULT))) {
        assertThat(link.mode()).isEqualTo(XdpMode.SKB);
        assertThat(sent(seen, "lo", other(64))).isEqualTo(NOTHING);
      }
    }
  }

  @Test
  void aPacketOfUserSpaceDeclaresItAndAnAttachedProgramSeesNothingOfThat() {
    var seen = new LinkedBlockingQueue<Seen>();
    try (var program = Kernel.load(Reader.class)) {
      program.map(Reader.SEEN).subscribe(seen::add);
      var packet = XdpPacket.of(new byte[64]);
      packet.receivedWith(RxMetadata.NONE.withHash(-2, 9).withTimestamp(5).withVlanTag(0x88a8, 7));
      assertThat(program.run(packet)).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(next(seen)).isEqualTo(new Seen(64, 0xffff_fffeL, 9, 5, 0x88a8, 7));
      try (var _ = namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.SKB))) {
        assertThat(sent(seen, Namespace.RIGHT, other(64))).isEqualTo(NOTHING);
      }
      packet.receivedWith(RxMetadata.NONE);
      assertThat(program.run(packet)).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(next(seen)).isEqualTo(NOTHING);
    }
  }

  static final class Large {
    @Xdp(frags = true)
    static XdpAction large(XdpContext ctx) {
      return ctx.rxHash() != null ? XdpAction.DROP : XdpAction.PASS;
    }
  }

  @Test
  void programsTakeTheirPlacesAtAnInterface() {
    var seen = new LinkedBlockingQueue<Seen>();
    try (var dropAll = Kernel.load(Large.class);
        var program = Kernel.load(Reader.class)) {
      program.map(Reader.SEEN).subscribe(seen::add);
      try (var link = namespace.call(() -> dropAll.attachXdp(Namespace.LEFT, XdpMode.DRIVER))) {
        namespace.run(() -> link.replace(program));
        program.map(Reader.SEEN);
        send(Namespace.RIGHT, udp(1));
        assertThat(program.run(XdpPacket.of(new byte[20]))).isEqualTo(XdpAction.DROP.ordinal());
        assertThat(List.of(next(seen), next(seen)))
            .extracting(Seen::hashType)
            .containsExactlyInAnyOrder(-1, RssHashType.L4);
      }
    }
  }

  static final class First {
    static final BpfTailCalls NEXT = BpfTailCalls.of(1);

    @Xdp
    static XdpAction first(XdpContext ctx) {
      return NEXT.call(ctx, 0, ctx.rxHash() == null ? XdpAction.PASS : XdpAction.DROP);
    }
  }

  @Test
  void whatATailCallLeadsToFindsNothing() {
    var seen = new LinkedBlockingQueue<Seen>();
    try (var first = Kernel.load(First.class);
        var reader = Kernel.load(Reader.class)) {
      reader.map(Reader.SEEN).subscribe(seen::add);
      var declared = XdpPacket.of(new byte[64]);
      declared.receivedWith(RxMetadata.NONE.withHash(1, 2));
      assertThat(first.run(declared)).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(reader.run(declared)).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(next(seen).hash()).isEqualTo(1);
      first.map(First.NEXT).set(0, reader);
      try (var link = namespace.call(() -> first.attachXdp(Namespace.LEFT, XdpMode.DRIVER))) {
        assertThat(link.isAttached()).isTrue();
        send(Namespace.RIGHT, other(64));
        // the ring buffer of a program that is not attached is emptied when it is run
        var lengths = new ArrayList<Integer>();
        for (int i = 0; i < 1000 && !lengths.contains(64); i++) {
          assertThat(reader.run(XdpPacket.of(new byte[20]))).isEqualTo(XdpAction.DROP.ordinal());
          for (var event = seen.poll(); event != null; event = seen.poll()) {
            assertThat(event.hash()).isEqualTo(-1);
            lengths.add(event.length());
          }
        }
        assertThat(lengths).contains(20, 64);
      }
    }
  }

  @Test
  void whatItTakesToVerifyIsKnownBeforeItIsAttached() {
    var verification =
        new KernelRuntime().verify(BpfCompiler.compile(Reader.class), LoadOptions.DEFAULT);
    assertThat(Objects.requireNonNull(verification.work()).instructions()).isGreaterThan(100);
  }
}
