package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that no verifier has seen and that do what they may not: each is an error that says what and where.
class MemorySafetyTest {
  private static final MapDefinition SEEN = Programs.map(MapType.HASH, 4, 12, 8);
  private static final MapDefinition EVENTS = MapDefinition.ringBuffer("EVENTS", 4096);
  private static final MapDefinition COUNTS = MapDefinition.of("COUNTS", MapType.ARRAY, 4, 8, 4);
  private static final MapDefinition CONFIG =
      MapDefinition.of("CONFIG", MapType.ARRAY, 4, 8, 1).withFlags(MapDefinition.RDONLY_PROG);
  private static final MapDefinition JOBS = MapDefinition.of("JOBS", MapType.QUEUE, 0, 16, 4);
  private static final MapDefinition[] MAPS = {SEEN, EVENTS, COUNTS, CONFIG, JOBS};

  /// `r0` = the value of key 0 in the hash map, stored just before.
  private static final String VALUE =
      """
      *(u64 *)(r10 - 16) = 0
      *(u64 *)(r10 - 8) = 0
      r1 = map[idx:0]
      r2 = r10
      r2 += -16
      r3 = r10
      r3 += -16
      r4 = 0
      call 2
      r1 = map[idx:0]
      r2 = r10
      r2 += -16
      call 1
      """;

  /// `r0` = a record of 16 bytes.
  private static final String RECORD =
      """
      r1 = map[idx:1]
      r2 = 16
      r3 = 0
      call 131
      r6 = r0
      """;

  private static Arguments hostile(String what, String program, String message) {
    return Arguments.of(what, program + "\nr0 = 2\nexit", message);
  }

  static Stream<Arguments> hostilePrograms() {
    return Stream.of(
        hostile(
            "reads behind the packet",
            "r1 = *(u32 *)(r1 + 0)\nr0 = *(u32 *)(r1 + 57)",
            "reads 4 bytes at offset 57 of the packet, which has bytes 0 to 59"),
        hostile(
            "reads before the packet",
            "r1 = *(u32 *)(r1 + 0)\nr0 = *(u8 *)(r1 - 1)",
            "reads 1 byte at offset -1 of the packet"),
        hostile(
            "writes behind the packet",
            "r1 = *(u32 *)(r1 + 4)\n*(u8 *)(r1 + 0) = 1",
            "writes 1 byte at offset 60 of the packet"),
        hostile(
            "reads far behind the packet",
            "r1 = *(u32 *)(r1 + 0)\nr1 += 0x7ffffe00\nr0 = *(u64 *)(r1 + 0)",
            "offset 2147483136 of the packet"),
        hostile(
            "reads what an adjusted tail gave back",
            """
            r6 = r1
            r2 = -20
            call 65
            r6 = *(u32 *)(r6 + 0)
            r0 = *(u8 *)(r6 + 40)
            """,
            "offset 40 of the packet, which has bytes 0 to 39"),
        hostile(
            "reads through a pointer from before the packet moved",
            """
            r6 = *(u32 *)(r1 + 0)
            r2 = -4
            call 44
            r0 = *(u8 *)(r6 + 12)
            """,
            "offset 12 of the packet, which is gone or has moved"),
        hostile(
            "reads through a pointer from before the packet did not move",
            """
            r6 = *(u32 *)(r1 + 0)
            r2 = 1000
            call 44
            r0 = *(u8 *)(r6 + 12)
            """,
            "offset 12 of the packet, which is gone or has moved"),
        hostile("reads below the stack", "r0 = *(u64 *)(r10 - 520)", "offset -520 of the stack"),
        hostile("reads above the stack", "r0 = *(u8 *)(r10 + 0)", "offset 0 of the stack"),
        hostile("writes over the stack's end", "*(u64 *)(r10 - 4) = 1", "offset -4 of the stack"),
        hostile(
            "uses the frame of a function that returned",
            """
            call pc+3
            r0 = *(u64 *)(r0 - 8)
            r0 = 0
            exit
            r0 = r10
            """
                .replace("r0 = r10", "r0 = r10\nexit"),
            "of the stack of a called function, which is gone"),
        hostile(
            "writes the context",
            "*(u32 *)(r1 + 0) = 1",
            "writes 4 bytes at offset 0 of the context"),
        hostile(
            "reads half a field of the context",
            "r0 = *(u16 *)(r1 + 0)",
            "2 bytes at offset 0 of the context"),
        hostile(
            "reads two fields of the context at once",
            "r0 = *(u64 *)(r1 + 0)",
            "8 bytes at offset 0 of the context"),
        hostile(
            "reads between fields of the context",
            "r0 = *(u32 *)(r1 + 2)",
            "offset 2 of the context"),
        hostile("reads behind the context", "r0 = *(u32 *)(r1 + 24)", "offset 24 of the context"),
        hostile("reads before the context", "r0 = *(u32 *)(r1 - 4)", "offset -4 of the context"),
        hostile(
            "does an atomic operation on the context",
            "r2 = 1\nlock *(u32 *)(r1 + 12) += r2",
            "writes 4 bytes at offset 12 of the context"),
        hostile("reads through null", "r1 = 0\nr0 = *(u64 *)(r1 + 8)", "null pointer (address 8)"),
        hostile("writes through null", "r1 = 0\n*(u64 *)(r1 - 8) = 1", "null pointer (address -8)"),
        hostile(
            "uses a lookup's result unchecked",
            """
            *(u32 *)(r10 - 4) = 7
            r1 = map[idx:0]
            r2 = r10
            r2 += -4
            call 1
            r0 = *(u32 *)(r0 + 4)
            """,
            "null pointer (address 4)"),
        hostile(
            "makes up an address",
            "r1 = 0x123456789abcdef0 ll\nr0 = *(u8 *)(r1 + 0)",
            "0x123456789abcdef0, which is no address"),
        hostile(
            "uses a negative address",
            "r1 = 0x8000000000000000 ll\nr0 = *(u8 *)(r1 + 0)",
            "which is no address"),
        hostile(
            "reads a map as memory",
            "r1 = map[idx:0]\nr0 = *(u32 *)(r1 + 0)",
            "of map SEEN, which has no bytes"),
        hostile(
            "writes a map as memory",
            "r1 = map[idx:0]\n*(u32 *)(r1 + 0) = 1",
            "of map SEEN, which has no bytes"),
        hostile(
            "reads behind a map's value",
            VALUE + "r0 = *(u32 *)(r0 + 12)",
            "reads 4 bytes at offset 12 of a value of map SEEN, which has bytes 0 to 11"),
        hostile(
            "reads across a map value's end",
            VALUE + "r0 = *(u64 *)(r0 + 8)",
            "8 bytes at offset 8 of a value of map SEEN"),
        hostile(
            "writes before a map's value",
            VALUE + "*(u32 *)(r0 - 4) = 1",
            "writes 4 bytes at offset -4 of a value of map SEEN"),
        hostile(
            "does an unaligned atomic operation",
            VALUE + "r1 = 1\nlock *(u32 *)(r0 + 2) += r1",
            "not a multiple of 4"),
        hostile(
            "reads the next value of an array",
            "r1 = map[idx:2][0]+0\nr0 = *(u64 *)(r1 + 8)",
            "of a value of map COUNTS, which has bytes 0 to 7"),
        hostile(
            "writes a read-only map", "r1 = map[idx:3][0]+0\n*(u64 *)(r1 + 0) = 1", "read-only"),
        hostile(
            "writes behind a record",
            RECORD + "*(u64 *)(r6 + 12) = 1",
            "writes 8 bytes at offset 12 of a ring buffer record, which has bytes 0 to 15"),
        hostile(
            "writes a record's header",
            RECORD + "*(u64 *)(r6 - 8) = 1",
            "offset -8 of a ring buffer record"),
        hostile(
            "uses a record after submitting it",
            RECORD + "r1 = r6\nr2 = 0\ncall 132\n*(u64 *)(r6 + 0) = 1",
            "of a ring buffer record, which is gone"),
        hostile(
            "submits a record twice",
            RECORD + "r1 = r6\nr2 = 0\ncall 132\nr1 = r6\nr2 = 0\ncall 132",
            "submits what is not a reserved record"),
        hostile(
            "discards the middle of a record",
            RECORD + "r1 = r6\nr1 += 8\nr2 = 0\ncall 133",
            "discards what is not a reserved record"),
        hostile(
            "submits the stack",
            "r1 = r10\nr2 = 0\ncall 132",
            "submits what is not a reserved record"),
        hostile(
            "ends while it holds a record",
            RECORD,
            "holds a reserved record of the ring buffer EVENTS"),
        hostile(
            "reserves ever more records",
            """
            r6 = 0
            again:
            r1 = map[idx:1]
            r2 = 8
            r3 = 0
            call 131
            r6 += 1
            if r6 != 70 goto again
            """,
            "holds more than 64 records"),
        hostile(
            "uses a reservation's result unchecked",
            "r1 = map[idx:1]\nr2 = 5000\nr3 = 0\ncall 131\n*(u8 *)(r0 + 0) = 1",
            "null pointer"),
        hostile(
            "asks for a record of a negative size",
            "r1 = map[idx:1]\nr2 = -8\nr3 = 0\ncall 131",
            "record of -8 bytes"),
        hostile(
            "passes a key that is not there",
            "r1 = map[idx:0]\nr2 = 0\ncall 1",
            "passes a map's key, 4 bytes through a null pointer"),
        hostile(
            "passes a key that ends behind the stack",
            "r1 = map[idx:0]\nr2 = r10\nr2 += -2\ncall 1",
            "passes a map's key, 4 bytes at offset -2 of the stack"),
        hostile(
            "passes a value that ends behind the packet",
            "r6 = *(u32 *)(r1 + 4)\nr6 += -8\nr1 = map[idx:0]\nr2 = r6\nr3 = r6\nr4 = 0\ncall 2",
            "passes a map's value, 12 bytes at offset 52 of the packet"),
        hostile(
            "passes no map", "r1 = 5\nr2 = r10\ncall 1", "passes 0x5 where a helper wants a map"),
        hostile(
            "passes a place in a map",
            "r1 = map[idx:0]\nr1 += 8\nr2 = r10\nr2 += -8\ncall 1",
            "where a helper wants a map"),
        hostile(
            "looks a key up in a ring buffer",
            "r1 = map[idx:1]\nr2 = r10\nr2 += -8\ncall 1",
            "passes map EVENTS (RINGBUF) where a helper wants a map with keys"),
        hostile(
            "reserves a record in a hash",
            "r1 = map[idx:0]\nr2 = 8\nr3 = 0\ncall 131",
            "(HASH) where a helper wants a ring buffer"),
        hostile(
            "pushes a value that ends behind the stack",
            "r1 = map[idx:4]\nr2 = r10\nr2 += -8\nr3 = 0\ncall 87",
            "passes a map's value, 16 bytes at offset -8 of the stack"),
        hostile(
            "pops a value into what it may not write",
            "r1 = map[idx:3][0]+0\nr2 = r1\nr1 = map[idx:4]\ncall 88",
            "passes room for a value, 16 bytes at offset 0 of a value of map CONFIG"),
        hostile(
            "pops from a hash",
            "r1 = map[idx:0]\nr2 = r10\nr2 += -16\ncall 88",
            "(HASH) where a helper wants a queue, stack or Bloom filter"),
        hostile(
            "moves the head of no context",
            "r1 = r10\nr2 = 4\ncall 44",
            "where a helper wants the context"),
        hostile(
            "sums up what is not its own",
            "r1 = 0\nr2 = 0\nr3 = r10\nr4 = 8\nr5 = 0\ncall 28",
            "data to sum up"),
        hostile(
            "uses an argument register after a call",
            "r1 = *(u32 *)(r1 + 0)\ncall 5\nr0 = *(u8 *)(r1 + 0)",
            "null pointer"),
        hostile(
            "never ends",
            "again:\ngoto again",
            "does not end: it used up its 1,000,000 instructions"),
        hostile(
            "never ends, with a condition",
            "r1 = 0\nagain:\nr1 += 1\nif r1 != 0 goto again",
            "does not end"),
        hostile("calls itself for ever", "again:\ncall pc-1", "calls functions 9 deep"),
        Arguments.of("runs past its end", "r0 = 2", "runs past its last instruction"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostilePrograms(String what, String program, String message) {
    var loaded = Programs.load(program, MAPS);
    assertThatThrownBy(() -> loaded.run(Programs.packet(60)))
        .as(what)
        .isInstanceOf(VmException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("  fix: ");
  }

  @Test
  void theMessageSaysWhere() {
    var program = Programs.load("r1 = *(u32 *)(r1 + 0)\nr0 = *(u32 *)(r1 + 57)\nexit");
    var exception = catchThrowableOfType(VmException.class, () -> program.run(Programs.packet(60)));
    assertThat(exception)
        .hasMessage(
            """
            Test.java:17: error: reads 4 bytes at offset 57 of the packet, which has bytes 0 to 59
                    var ip = Ipv4Hdr.at(ctx, 14);
              at slot 1 of test: r0 = *(u32 *)(r1 + 57)
              fix: check the pointer against the end of this memory on every path that leads here\
            """);
    assertThat(exception.program()).isEqualTo("test");
    assertThat(exception.slot()).isEqualTo(1);
    assertThat(exception.instruction()).isEqualTo("r0 = *(u32 *)(r1 + 57)");
  }

  @Test
  void aProgramThatFailedCanRunAgain() {
    var program =
        Programs.load(
            RECORD
                + """
                r1 = *(u32 *)(r10 - 8)
                if r6 == 0 goto full
                r1 = 0
                r0 = *(u8 *)(r1 + 0)
                full:
                r0 = 7
                exit
                """,
            MAPS);
    for (int i = 0; i < 1000; i++) {
      assertThatThrownBy(() -> program.run(Programs.packet(60)))
          .isInstanceOf(VmException.class)
          .hasMessageContaining("null pointer");
      // Nobody reads the ring buffer of a test that does not subscribe, so the discarded records
      // fill it in the end.
      if (i == 4096 / 24 - 1) {
        break;
      }
    }
    assertThat(program.run(Programs.packet(60))).isEqualTo(7);
  }

  @Test
  void aPointerSurvivesTheDeletionOfItsEntry() {
    int verdict =
        Programs.verdict(
            VALUE
                + """
                r6 = r0
                *(u32 *)(r6 + 4) = 41
                r1 = map[idx:0]
                r2 = r10
                r2 += -16
                call 3
                r0 = *(u32 *)(r6 + 4)
                r0 += 1
                exit
                """,
            SEEN);
    assertThat(verdict).isEqualTo(42);
  }

  static Stream<Arguments> refusedAtLoad() {
    var exit = Insns.exit();
    return Stream.of(
        Arguments.of("no instructions", List.of(), "has no instructions"),
        Arguments.of("a jump out of the program", List.of(Insns.jump(1), exit), "goes to slot 2"),
        Arguments.of("a jump before the program", List.of(Insns.jump(-2), exit), "goes to slot -1"),
        Arguments.of(
            "a jump into a 64-bit load",
            List.of(Insns.jump(1), Insns.loadImm64(Register.R0, 1), exit),
            "where no instruction begins"),
        Arguments.of(
            "a call out of the program", List.of(Insns.callLocal(5), exit), "goes to slot 6"),
        Arguments.of(
            "a write to the frame pointer",
            List.of(Insns.add64(Register.R10, 8), exit),
            "writes r10"),
        Arguments.of(
            "a load into the frame pointer",
            List.of(Insns.load(Size.DW, Register.R10, Register.R10, -8), exit),
            "writes r10"),
        Arguments.of(
            "a helper of others",
            List.of(Insns.call(25), exit),
            "helper 25 (bpf_perf_event_output)"),
        Arguments.of(
            "a helper of nobody", List.of(Insns.call(9999), exit), "calls helper 9999, which"),
        Arguments.of(
            "a kernel function",
            List.of(new Insn.CallKfunc(7, (short) 0), exit),
            "kernel function 7"),
        Arguments.of(
            "a packet load of classic BPF",
            List.of(new Insn.LoadPacket(Size.B, Optional.empty(), 0), exit),
            "classic BPF"),
        Arguments.of(
            "a map that is not there",
            Assembler.assemble("r1 = map[idx:9]\nexit"),
            "names map 9, but the object has 5 maps"),
        Arguments.of(
            "a value of a hash",
            Assembler.assemble("r1 = map[idx:0][0]+0\nexit"),
            "map SEEN, which is not an array"),
        Arguments.of(
            "a place behind an array's value",
            Assembler.assemble("r1 = map[idx:2][0]+8\nexit"),
            "byte 8 of the value of map COUNTS"),
        Arguments.of(
            "a map of the kernel",
            List.of(Insns.loadMapFd(Register.R1, 3), exit),
            "file descriptor"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refusedAtLoad(String what, List<Insn> program, String message) {
    assertThatThrownBy(() -> Programs.load(VmOptions.DEFAULT, program, MAPS))
        .as(what)
        .isInstanceOf(VmException.class)
        .hasMessageContaining(message);
  }

  @Test
  void thePacketsEndsCanBeComparedAsPointers() {
    String program =
        """
        r2 = *(u32 *)(r1 + 0)
        r3 = *(u32 *)(r1 + 4)
        r4 = r2
        r4 += 34
        r0 = 1
        if r4 > r3 goto short
        r0 = *(u8 *)(r2 + 33)
        short:
        exit
        """;
    assertThat(Programs.load(program).run(Programs.packet(33))).isEqualTo(1);
    assertThat(Programs.load(program).run(Programs.packet(34))).isEqualTo(33);
    assertThat(Programs.load(program).run(XdpPacket.of(new byte[0]))).isEqualTo(1);
  }
}
