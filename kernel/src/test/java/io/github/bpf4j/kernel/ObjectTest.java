package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.RawMap.Mode;
import io.github.bpf4j.host.RawMap.Outcome;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.CType.Member;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an object can have: global variables, locks, maps within maps. [ElfTest] has several functions.
@KernelTest
class ObjectTest {
  private static final XdpPacket PACKET = XdpPacket.of(new byte[60]);

  private static final CType.Struct VARIABLES =
      new CType.Struct(
          ".data",
          8,
          List.of(new Member("first", 0, CType.S32), new Member("second", 4, CType.S32)));

  private static byte[] words(int... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static KernelObject load(String text, MapDefinition... maps) {
    return Programs.load("test", Assembler.assemble(text), maps);
  }

  @Test
  void globalVariablesBeginAsTheObjectSays() {
    var data = MapDefinition.globals(".data", VARIABLES, words(20, 3), false);
    try (var program =
        load(
            """
            r1 = map[idx:0][0]+0
            r0 = *(u32 *)(r1 + 0)
            r2 = *(u32 *)(r1 + 4)
            r0 += r2
            *(u32 *)(r1 + 4) = r0
            exit
            """,
            data)) {
      assertThat(program.run(PACKET)).isEqualTo(23);
      assertThat(program.run(PACKET)).isEqualTo(43);
      var value = new byte[8];
      assertThat(program.map(".data").lookup(words(0), value)).isTrue();
      assertThat(value).isEqualTo(words(20, 43));
      assertThat(program.map(".data").update(words(0), words(1, 1), Mode.ANY))
          .isEqualTo(Outcome.STORED);
      assertThat(program.run(PACKET)).isEqualTo(2);
    }
  }

  private static final MapDefinition CONSTANTS =
      MapDefinition.globals(".rodata", VARIABLES, words(1, 0), true);

  /// Else it would refuse the load through a number, which is never reached.
  @Test
  void theVerifierKnowsConstants() {
    try (var program =
        load(
            """
            r1 = map[idx:0][0]+0
            r0 = *(u32 *)(r1 + 0)
            if r0 == 1 goto +1
            r0 = *(u32 *)(r0 + 0)
            exit
            """,
            CONSTANTS)) {
      assertThat(program.run(PACKET)).isEqualTo(1);
      var map = program.map(".rodata");
      assertThatThrownBy(() -> map.update(words(0), words(1, 1), Mode.ANY))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("holds a program's constants");
      assertThat(map.lookup(words(0), new byte[8])).isTrue();
    }
  }

  @Test
  void aProgramCannotWriteConstants() {
    assertThatThrownBy(() ->
            load(
                """
                r1 = map[idx:0][0]+0
                *(u32 *)(r1 + 0) = 1
                r0 = 2
                exit
                """,
                CONSTANTS))
        .isInstanceOf(KernelRejection.class)
        .hasMessageContaining("write into map forbidden");
  }

  @Test
  void theKernelFindsASpinLockByItsType() {
    var locked =
        new CType.Struct(
            "Locked",
            8,
            List.of(new Member("lock", 0, CType.SPIN_LOCK), new Member("count", 4, CType.S32)));
    try (var program =
        load(
            """
            r6 = map[idx:0][0]+0
            r1 = r6
            call 93
            r7 = *(u32 *)(r6 + 4)
            r7 += 1
            *(u32 *)(r6 + 4) = r7
            r1 = r6
            call 94
            r0 = r7
            exit
            """,
            MapDefinition.of("LOCKED", MapType.ARRAY, CType.U32, locked, 1))) {
      assertThat(program.run(PACKET)).isEqualTo(1);
      assertThat(program.run(PACKET)).isEqualTo(2);
    }
  }

  @Test
  void theKernelFindsATimerByItsType() {
    var timed = new CType.Struct("Timed", 16, List.of(new Member("timer", 0, CType.TIMER)));
    try (var program =
        load(
            """
            *(u32 *)(r10 - 4) = 0
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            call 1
            if r0 == 0 goto +5
            r1 = r0
            r2 = map[idx:0]
            r3 = 1
            call 169
            exit
            """,
            MapDefinition.of("TIMED", MapType.ARRAY, CType.U32, timed, 1))) {
      assertThat(program.run(PACKET)).as("bpf_timer_init").isZero();
      assertThat(program.run(PACKET)).as("again: EBUSY").isEqualTo(-16);
    }
  }

  private static final String INNER_LOOKUP =
      Programs.innerLookup(0, 1, 1)
          + """
          r0 = *(u64 *)(r0 + 0)
          exit
          none:
          r0 = -1
          exit
          """;

  @Test
  void aMapOfMapsHoldsMapsLikeTheOneInside() {
    for (var type : List.of(MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS)) {
      var counts = MapDefinition.of("counts", MapType.HASH, 4, 8, 10);
      var outer = MapDefinition.of("BY_KEY", type, 4, 4, 2).withInner(counts);
      try (var program = load(INNER_LOOKUP, outer);
          var inner = KernelMap.create(counts)) {
        assertThat(program.run(PACKET)).isEqualTo(-1);
        inner.update(words(1), words(7, 0), Mode.ANY);
        var outerMap = program.map("BY_KEY");
        int descriptor = inner.descriptor().acquire();
        assertThat(outerMap.update(words(1), words(descriptor), Mode.ANY))
            .isEqualTo(Outcome.STORED);
        inner.descriptor().release();
        assertThat(program.run(PACKET)).isEqualTo(7);
      }
    }
  }
}
