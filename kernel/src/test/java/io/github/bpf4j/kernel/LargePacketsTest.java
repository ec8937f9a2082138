package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.BigEndian;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Packets of 9,000 bytes, which a driver gives to programs in several buffers: over a cable in a network
/// namespace of the test's own.
@KernelTest
@Timeout(60)
class LargePacketsTest {
  private static final int MTU = 9_000;

  private final Namespace namespace = new Namespace();

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  record Seen(int total, boolean inSeveral, int last) {}

  record Word(@BigEndian int value) {}

  static final class Large {
    static final BpfRingBuf<Seen> SEEN = BpfRingBuf.of(Seen.class, 4096);

    /// Marks the end.
    @Xdp(frags = true)
    static XdpAction large(XdpContext ctx) {
      int total = ctx.totalLength();
      int last = ctx.load(total - 4, Word.class).value();
      SEEN.output(new Seen(total, ctx.length() < total, last));
      ctx.store(total - 4, new Word(0x600d600d));
      return XdpAction.PASS;
    }
  }

  private static byte[] frame(int length) {
    var frame = new byte[length];
    frame[0] = 2;
    frame[6] = 2;
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xb5;
    frame[length - 1] = 7;
    return frame;
  }

  @Test
  void aProgramThatIsMarkedForThemTakesThem() {
    for (var end : List.of(Namespace.LEFT, Namespace.RIGHT)) {
      namespace.inside("link", "set", end, "mtu", Integer.toString(MTU));
    }
    var seen = new CopyOnWriteArrayList<Seen>();
    try (var program = Kernel.load(Large.class);
        var receiver = namespace.call(() -> new PacketReceiver(Namespace.index(Namespace.LEFT)))) {
      program.map(Large.SEEN).subscribe(seen::add);
      namespace.call(() -> program.attachXdp(Namespace.LEFT, XdpMode.DRIVER));
      for (int length : List.of(100, MTU + 14)) {
        namespace.run(() -> {
          try (var socket = new PacketSocket(Namespace.index(Namespace.RIGHT))) {
            socket.send(frame(length));
          }
        });
        var frame = Objects.requireNonNull(receiver.receive());
        assertThat(frame).hasSize(length).endsWith(0x60, 0x0d, 0x60, 0x0d);
      }
      assertThat(program.info().name()).isEqualTo("large");
    }
    assertThat(seen).containsExactly(new Seen(100, false, 7), new Seen(MTU + 14, true, 7));
  }
}
