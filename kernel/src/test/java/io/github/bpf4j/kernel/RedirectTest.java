package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.BpfCpuMap;
import io.github.bpf4j.api.BpfDevHashMap;
import io.github.bpf4j.api.BpfDevMap;
import io.github.bpf4j.api.BpfXskMap;
import io.github.bpf4j.api.EthHdr;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.host.BpfException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Packets that are sent elsewhere come out there: over cables in a network namespace of the test's own. Each
/// is sent into [Namespace#RIGHT], and meets the program at [Namespace#LEFT].
@KernelTest
@Timeout(60)
class RedirectTest {
  /// More cables: what goes out of the one end comes in at the other.
  private static final List<String> OUT = List.of("out0", "out1");

  private static final List<String> FAR = List.of("far0", "far1");

  private final Namespace namespace = new Namespace();

  RedirectTest() {
    for (int i = 0; i < OUT.size(); i++) {
      namespace.cable(OUT.get(i), FAR.get(i));
    }
  }

  @AfterEach
  void removeNamespace() {
    namespace.close();
  }

  static final class Pass {
    @Xdp
    static XdpAction pass(XdpContext ctx) {
      return XdpAction.PASS;
    }
  }

  static final class ByIndex {
    /// The interface's index is in the packet.
    @Xdp
    static XdpAction byIndex(XdpContext ctx) {
      return ctx.redirect(ctx.slice(EthHdr.LEN, 4).i32(0));
    }
  }

  static final class ByMap {
    static final BpfDevMap DEVICES = BpfDevMap.of(4);

    @Xdp
    static XdpAction byMap(XdpContext ctx) {
      return ctx.redirect(DEVICES, ctx.slice(EthHdr.LEN, 4).i32(0), XdpAction.PASS);
    }
  }

  static final class ByHash {
    static final BpfDevHashMap DEVICES = BpfDevHashMap.of(4);

    @Xdp
    static XdpAction byHash(XdpContext ctx) {
      return ctx.redirect(DEVICES, ctx.slice(EthHdr.LEN, 4).i32(0), XdpAction.PASS);
    }
  }

  static final class ToAll {
    static final BpfDevMap DEVICES = BpfDevMap.of(4);

    @Xdp
    static XdpAction toAll(XdpContext ctx) {
      return ctx.redirectToAll(DEVICES, true);
    }
  }

  static final class ToCpu {
    static final BpfCpuMap CPUS = BpfCpuMap.of(2);

    @Xdp
    static XdpAction toCpu(XdpContext ctx) {
      ctx.slice(EthHdr.LEN + 4, 4).setI32(0, 0x600d600d);
      return ctx.redirect(CPUS, ctx.slice(EthHdr.LEN, 4).i32(0), XdpAction.DROP);
    }
  }

  static final class ToSocket {
    static final BpfXskMap SOCKETS = BpfXskMap.of(4);

    @Xdp
    static XdpAction toSocket(XdpContext ctx) {
      return ctx.redirect(SOCKETS, ctx.rxQueue(), XdpAction.PASS);
    }
  }

  /// A frame of the test's own type with a number behind its Ethernet header, and a mark at its end.
  private static byte[] frame(int number, int mark) {
    var frame = new byte[60];
    frame[0] = 2;
    frame[6] = 2;
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xb5;
    for (int i = 0; i < 4; i++) {
      frame[EthHdr.LEN + i] = (byte) (number >>> (24 - 8 * i));
    }
    frame[59] = (byte) mark;
    return frame;
  }

  private void send(byte[] frame) {
    namespace.run(() -> {
      try (var socket = new PacketSocket(Namespace.index(Namespace.RIGHT))) {
        socket.send(frame);
      }
    });
  }

  private int index(String end) {
    return namespace.call(() -> Namespace.index(end));
  }

  private PacketReceiver receiver(String end) {
    return namespace.call(() -> new PacketReceiver(Namespace.index(end)));
  }

  private KernelProgram attached(Class<?> type, String end) {
    var program = Kernel.load(type);
    try {
      namespace.call(() -> program.attachXdp(end, XdpMode.DRIVER));
      return program;
    } catch (Throwable failed) {
      program.close();
      throw failed;
    }
  }

  @Test
  void outOfTheInterfaceWithAnIndex() {
    // veth takes redirected frames where its other end runs programs
    try (var far = attached(Pass.class, FAR.get(1));
        var program = attached(ByIndex.class, Namespace.LEFT);
        var receiver = receiver(FAR.get(1))) {
      var frame = frame(index(OUT.get(1)), 7);
      send(frame);
      assertThat(receiver.receive()).isEqualTo(frame);
      assertThat(far.info().id()).isNotEqualTo(program.info().id());
    }
  }

  @Test
  void outOfTheInterfaceInAMap() {
    try (var far0 = attached(Pass.class, FAR.get(0));
        var far1 = attached(Pass.class, FAR.get(1));
        var program = attached(ByMap.class, Namespace.LEFT);
        var first = receiver(FAR.get(0));
        var second = receiver(FAR.get(1));
        var passed = receiver(Namespace.LEFT)) {
      var devices = program.map(ByMap.DEVICES);
      int index0 = index(OUT.get(0));
      int index1 = index(OUT.get(1));
      assertThat(devices.snapshot()).isEmpty();
      namespace.run(() -> {
        assertThat(devices.put(0, index0)).isTrue();
        assertThat(devices.put(3, index1)).isTrue();
        assertThat(devices.put(4, index1)).isFalse();
      });
      assertThat(devices.get(0)).isEqualTo(index0);
      assertThat(devices.get(1)).isNull();
      assertThat(devices.snapshot()).containsOnlyKeys(0, 3).containsEntry(3, index1);

      send(frame(3, 1));
      send(frame(0, 2));
      send(frame(1, 3));
      send(frame(-1, 4));
      assertThat(second.receive()).isEqualTo(frame(3, 1));
      assertThat(first.receive()).isEqualTo(frame(0, 2));
      assertThat(passed.receive()).isEqualTo(frame(1, 3));
      assertThat(passed.receive()).isEqualTo(frame(-1, 4));

      devices.remove(3);
      assertThat(devices.snapshot()).containsOnlyKeys(0);
      send(frame(3, 5));
      assertThat(passed.receive()).isEqualTo(frame(3, 5));
      assertThat(far0.info().id()).isNotEqualTo(far1.info().id());
    }
  }

  @Test
  void outOfTheInterfaceInAHashMap() {
    try (var far = attached(Pass.class, FAR.get(0));
        var program = attached(ByHash.class, Namespace.LEFT);
        var receiver = receiver(FAR.get(0));
        var passed = receiver(Namespace.LEFT)) {
      var devices = program.map(ByHash.DEVICES);
      int index = index(OUT.get(0));
      namespace.run(() -> assertThat(devices.put(123_456, index)).isTrue());
      assertThat(devices.snapshot()).containsExactly(java.util.Map.entry(123_456, index));
      send(frame(123_456, 1));
      send(frame(7, 2));
      assertThat(receiver.receive()).isEqualTo(frame(123_456, 1));
      assertThat(passed.receive()).isEqualTo(frame(7, 2));
      assertThat(far.name()).isEqualTo("pass");
    }
  }

  @Test
  void aCopyOutOfEachInterface() {
    try (var far0 = attached(Pass.class, FAR.get(0));
        var far1 = attached(Pass.class, FAR.get(1));
        var program = attached(ToAll.class, Namespace.LEFT);
        var first = receiver(FAR.get(0));
        var second = receiver(FAR.get(1))) {
      var devices = program.map(ToAll.DEVICES);
      int left = index(Namespace.LEFT);
      int index0 = index(OUT.get(0));
      int index1 = index(OUT.get(1));
      namespace.run(() -> {
        devices.put(0, left);
        devices.put(1, index0);
        devices.put(2, index1);
      });
      send(frame(0, 1));
      assertThat(first.receive()).isEqualTo(frame(0, 1));
      assertThat(second.receive()).isEqualTo(frame(0, 1));
      assertThat(Set.of(far0.info().id(), far1.info().id())).hasSize(2);
    }
  }

  @Test
  void toAnotherCpuAndOnFromThere() {
    try (var program = attached(ToCpu.class, Namespace.LEFT);
        var receiver = receiver(Namespace.LEFT)) {
      var cpus = program.map(ToCpu.CPUS);
      assertThat(cpus.put(0, 64)).isTrue();
      assertThat(cpus.put(2, 64)).isFalse();
      assertThat(cpus.get(0)).isEqualTo(64);
      assertThat(cpus.snapshot()).containsExactly(java.util.Map.entry(0, 64));
      send(frame(5, 1));
      send(frame(0, 2));
      var frame = Objects.requireNonNull(receiver.receive());
      assertThat(frame[59]).as("the one before was dropped").isEqualTo((byte) 2);
      assertThat(frame[EthHdr.LEN + 4]).isEqualTo((byte) 0x60);
      cpus.remove(0);
      assertThat(cpus.get(0)).isNull();
    }
  }

  @Test
  void toASocketInUserSpace() throws InterruptedException {
    try (var program = attached(ToSocket.class, Namespace.LEFT);
        var socket = namespace.call(() -> new XdpSocket(Namespace.index(Namespace.LEFT)));
        var passed = receiver(Namespace.LEFT)) {
      send(frame(1, 1));
      assertThat(passed.receive()).as("no socket yet").isEqualTo(frame(1, 1));
      var sockets = program.map(ToSocket.SOCKETS);
      assertThat(sockets.put(0, socket.number())).isTrue();
      assertThat(sockets.put(4, socket.number())).isFalse();
      var frames = new HashSet<Integer>();
      for (int i = 0; i < 3; i++) {
        send(frame(10 + i, 2));
        assertThat(socket.receive(i)).isEqualTo(frame(10 + i, 2));
        frames.add(i);
      }
      assertThat(frames).hasSize(3);
      sockets.remove(0);
      send(frame(2, 3));
      assertThat(passed.receive()).isEqualTo(frame(2, 3));
    }
  }

  @Test
  void whatIsNoInterfaceOrSocketIsSaidToBeNone() {
    try (var devices = Kernel.load(ByMap.class);
        var sockets = Kernel.load(ToSocket.class);
        var cpus = Kernel.load(ToCpu.class)) {
      assertThatThrownBy(() -> devices.map(ByMap.DEVICES).put(0, 987_654))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("there is no interface 987654 in this network namespace");
      assertThatThrownBy(() -> sockets.map(ToSocket.SOCKETS).put(0, 0))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("0 is no AF_XDP socket");
      assertThatThrownBy(() -> cpus.map(ToCpu.CPUS).put(1, 20_000))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
