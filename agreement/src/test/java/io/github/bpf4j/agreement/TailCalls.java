package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfArrayOfMaps;
import io.github.bpf4j.api.BpfAtomicLong;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Programs that go on in other programs, on one runtime.
abstract class TailCalls {
  static final class Dispatcher {
    static final BpfTailCalls PARTS = BpfTailCalls.of(4);
    static final BpfArray<BpfAtomicLong> SEEN = BpfArray.of(BpfAtomicLong.class, 1);

    @Xdp
    static XdpAction dispatcher(XdpContext ctx) {
      var seen = SEEN.get(0);
      if (seen != null) {
        seen.increment();
      }
      var p = ctx.slice(0, 2);
      p.setU8(1, 0xdd);
      return switch (p.u8(0)) {
        case 0xff -> PARTS.call(ctx, -1, XdpAction.TX);
        case 0xfe -> go(ctx, Integer.MIN_VALUE);
        default -> go(ctx, p.u8(0));
      };
    }

    static XdpAction go(XdpContext ctx, int index) {
      return PARTS.call(ctx, index, XdpAction.TX);
    }
  }

  static final class Marks {
    static final BpfArray<BpfAtomicLong> SEEN = BpfArray.of(BpfAtomicLong.class, 1);

    @Xdp
    static XdpAction marks(XdpContext ctx) {
      var seen = SEEN.get(0);
      if (seen != null) {
        seen.increment();
      }
      var p = ctx.slice(0, 4);
      p.setU8(2, p.u8(1) + 1);
      return XdpAction.PASS;
    }
  }

  static final class Aborts {
    @Xdp
    static XdpAction aborts(XdpContext ctx) {
      return ctx.slice(0, 1000).u8(0) == 0 ? XdpAction.PASS : XdpAction.DROP;
    }
  }

  static final class Circle {
    static final BpfTailCalls SELF = BpfTailCalls.of(1);
    static final BpfArray<BpfAtomicLong> ROUNDS = BpfArray.of(BpfAtomicLong.class, 1);

    @Xdp
    static XdpAction circle(XdpContext ctx) {
      var rounds = ROUNDS.get(0);
      if (rounds != null) {
        rounds.increment();
      }
      return SELF.call(ctx, 0, XdpAction.DROP);
    }
  }

  abstract BpfRuntime runtime();

  private LoadedProgram load(Class<?> type) {
    return runtime().load(BpfCompiler.compile(type), LoadOptions.DEFAULT);
  }

  private static XdpAction run(LoadedProgram program, XdpPacket packet, int first) {
    var bytes = new byte[20];
    bytes[0] = (byte) first;
    packet.set(bytes, 0, bytes.length);
    return XdpAction.of(program.run(packet));
  }

  private static long count(LoadedProgram program, BpfArray<BpfAtomicLong> counter) {
    return Objects.requireNonNull(program.map(counter).get(0)).get();
  }

  @Test
  void theOtherProgramDecidesOnThePacketAsItWasLeft() {
    try (var dispatcher = load(Dispatcher.class);
        var marks = load(Marks.class);
        var aborts = load(Aborts.class)) {
      var parts = dispatcher.map(Dispatcher.PARTS);
      assertThat(parts.set(1, marks)).isTrue();
      assertThat(parts.set(3, aborts)).isTrue();
      assertThat(parts.set(4, marks)).isFalse();
      var packet = new XdpPacket();
      assertThat(run(dispatcher, packet, 1)).isEqualTo(XdpAction.PASS);
      assertThat(packet.bytes()).startsWith(1, 0xdd, 0xde, 0);
      assertThat(run(dispatcher, packet, 3)).isEqualTo(XdpAction.ABORTED);
      assertThat(dispatcher.accounting().aborts()).isEmpty();
      assertThat(aborts.accounting().aborts())
          .singleElement()
          .satisfies(abort -> assertThat(abort.toString()).contains("packet too short"));
      assertThat(count(dispatcher, Dispatcher.SEEN)).isEqualTo(2);
      assertThat(count(marks, Marks.SEEN)).isEqualTo(1);
    }
  }

  @Test
  void whereThereIsNoProgramTheCallerGoesOn() {
    try (var dispatcher = load(Dispatcher.class);
        var marks = load(Marks.class)) {
      var parts = dispatcher.map(Dispatcher.PARTS);
      var packet = new XdpPacket();
      for (int index : new int[] {0, 3, 4, 100, 0xfe, 0xff}) {
        assertThat(run(dispatcher, packet, index)).isEqualTo(XdpAction.TX);
      }
      parts.set(0, marks);
      assertThat(run(dispatcher, packet, 0)).isEqualTo(XdpAction.PASS);
      assertThat(parts.clear(0)).isTrue();
      assertThat(parts.clear(0)).isFalse();
      assertThat(run(dispatcher, packet, 0)).isEqualTo(XdpAction.TX);
    }
  }

  @Test
  void aPacketIsHandedOn33TimesAtMost() {
    try (var circle = load(Circle.class)) {
      circle.map(Circle.SELF).set(0, circle);
      assertThat(run(circle, new XdpPacket(), 0)).isEqualTo(XdpAction.DROP);
      assertThat(count(circle, Circle.ROUNDS)).isEqualTo(1 + BpfTailCalls.MAX_CALLS);
      assertThat(run(circle, new XdpPacket(), 0)).isEqualTo(XdpAction.DROP);
      assertThat(count(circle, Circle.ROUNDS)).isEqualTo(2 * (1 + BpfTailCalls.MAX_CALLS));
    }
  }

  static final class Reporter {
    static final BpfHashMap<Integer, Long> COUNTS = BpfHashMap.of(Integer.class, Long.class, 10);
    static final BpfRingBuf<Integer> EVENTS = BpfRingBuf.of(Integer.class, 4096);
    static final BpfTailCalls NEXT = BpfTailCalls.of(2);
    static final BpfArrayOfMaps<BpfArray<Integer>> TABLES =
        BpfArrayOfMaps.of(BpfArray.of(Integer.class, 2), 2);

    @Xdp
    static XdpAction reporter(XdpContext ctx) {
      int first = ctx.slice(0, 1).u8(0);
      Long count = COUNTS.get(first);
      COUNTS.put(first, count == null ? 1L : count + 1);
      EVENTS.output(first);
      var table = TABLES.get(0);
      if (table == null) {
        return XdpAction.ABORTED;
      }
      table.set(1, first);
      return NEXT.call(ctx, first, XdpAction.DROP);
    }
  }

  @Test
  void aProgramThatIsCalledSharesTheCallersMap() {
    try (var dispatcher = load(Dispatcher.class);
        var marks =
            runtime()
                .load(
                    BpfCompiler.compile(Marks.class),
                    LoadOptions.DEFAULT.withMap(Marks.SEEN, dispatcher.map(Dispatcher.SEEN)))) {
      dispatcher.map(Dispatcher.PARTS).set(1, marks);
      assertThat(run(dispatcher, new XdpPacket(), 1)).isEqualTo(XdpAction.PASS);
      assertThat(run(marks, new XdpPacket(), 1)).isEqualTo(XdpAction.PASS);
      assertThat(count(dispatcher, Dispatcher.SEEN)).isEqualTo(3);
      assertThat(count(marks, Marks.SEEN)).isEqualTo(3);
    }
  }

  @Test
  void twoLoadsOfAClassShareMapsOfAllKinds() {
    var events = new ArrayList<Integer>();
    try (var one = load(Reporter.class)) {
      one.map(Reporter.EVENTS).subscribe(events::add);
      one.map(Reporter.TABLES).set(0, one.map(Reporter.TABLES).newMap());
      var options =
          LoadOptions.DEFAULT
              .withMap(Reporter.COUNTS, one.map(Reporter.COUNTS))
              .withMap(Reporter.EVENTS, one.map(Reporter.EVENTS))
              .withMap(Reporter.NEXT, one.map(Reporter.NEXT))
              .withMap(Reporter.TABLES, one.map(Reporter.TABLES));
      try (var two = runtime().load(BpfCompiler.compile(Reporter.class), options);
          var marks = load(Marks.class)) {
        two.map(Reporter.NEXT).set(1, marks);
        assertThat(run(one, new XdpPacket(), 1)).isEqualTo(XdpAction.PASS);
        assertThat(run(two, new XdpPacket(), 1)).isEqualTo(XdpAction.PASS);
        assertThat(run(two, new XdpPacket(), 7)).isEqualTo(XdpAction.DROP);
        two.map(Reporter.NEXT).clear(1);
        assertThat(two.map(Reporter.COUNTS).snapshot()).isEqualTo(Map.of(1, 2L, 7, 1L));
      }
      assertThat(run(one, new XdpPacket(), 1)).isEqualTo(XdpAction.DROP);
      assertThat(events).containsExactly(1, 1, 7, 1);
      assertThat(one.map(Reporter.COUNTS).snapshot()).isEqualTo(Map.of(1, 3L, 7, 1L));
      var table = Objects.requireNonNull(one.map(Reporter.TABLES).get(0));
      assertThat(table.get(1)).isEqualTo(1);
    }
  }

  @Test
  void notEveryMapCanStandForAnother() {
    try (var circle = load(Circle.class);
        var dispatcher = load(Dispatcher.class)) {
      assertThatThrownBy(
              () -> LoadOptions.DEFAULT.withMap(Dispatcher.PARTS, circle.map(Circle.SELF)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot stand for one like");
      var seen = dispatcher.map(Dispatcher.SEEN);
      assertThatThrownBy(
              () -> LoadOptions.DEFAULT.withMap(Marks.SEEN, seen).withMap(Circle.ROUNDS, seen))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot stand for two");
      var marks = BpfCompiler.compile(Marks.class);
      var foreign = LoadOptions.DEFAULT.withMap(Circle.ROUNDS, seen);
      assertThatThrownBy(() -> runtime().load(marks, foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not use this map");
      var unbound = LoadOptions.DEFAULT.withMap(Marks.SEEN, Dispatcher.SEEN);
      assertThatThrownBy(() -> runtime().load(marks, unbound))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no map of a program");
    }
  }

  /// Only programs of the same runtime fit into an array.
  static void refuses(BpfRuntime here, BpfRuntime elsewhere) {
    try (var dispatcher = here.load(BpfCompiler.compile(Dispatcher.class), LoadOptions.DEFAULT);
        var marks = elsewhere.load(BpfCompiler.compile(Marks.class), LoadOptions.DEFAULT)) {
      assertThatThrownBy(() -> dispatcher.map(Dispatcher.PARTS).set(0, marks))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("and takes no program \"marks\"");
    }
  }
}
