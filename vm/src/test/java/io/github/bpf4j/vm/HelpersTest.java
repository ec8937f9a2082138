package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.vm.map.Errno;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What each helper does.
class HelpersTest {
  private static final VmOptions FIXED =
      VmOptions.DEFAULT.withNanoTime(() -> 1_234_567).withRandom(() -> -2);

  private static int verdict(String text, MapDefinition... maps) {
    return Programs.load(FIXED, text, maps).run(Programs.packet(60));
  }

  @Test
  void clocksAndRandomNumbersComeFromTheOptions() {
    for (int clock : new int[] {5, 125, 160}) {
      assertThat(verdict("call " + clock + "\nexit")).isEqualTo(1_234_567);
    }
    // Unsigned: the upper half is zero.
    assertThat(verdict("call 7\nr0 >>= 1\nexit")).isEqualTo(0x7fff_ffff);
  }

  /// Walks through map 0 with a function that does `body` with its key in r2 and its value in r3.
  private static int walk(MapDefinition map, String flags, String body) {
    return verdict(
        """
        r1 = map[idx:0]
        r2 = subprog[each]
        r3 = 0
        r4 = %s
        call 164
        exit
        each:
        %s
        exit
        """
            .formatted(flags, body),
        map);
  }

  @Test
  void aWalkEndsWhereTheFunctionReturnsOne() {
    var array = Programs.map(MapType.ARRAY, 4, 8, 10);
    assertThat(walk(array, "0", "r0 = 0")).isEqualTo(10);
    assertThat(walk(array, "0", "r0 = *(u32 *)(r2 + 0)\nr0 >>= 2")).isEqualTo(5);
    assertThat(walk(array, "1", "r0 = 0")).isEqualTo(-Errno.EINVAL);
    assertThat(walk(Programs.map(MapType.HASH, 4, 8, 10), "0", "r0 = 0")).isZero();
  }

  @Test
  void aWalkLendsTheKey() {
    var array = Programs.map(MapType.ARRAY, 4, 8, 10);
    assertThatThrownBy(() -> walk(array, "0", "*(u32 *)(r2 + 0) = 1\nr0 = 0"))
        .hasMessageContaining("writes 4 bytes at offset 0 of the key of a map's entry")
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> walk(array, "0", "r0 = *(u64 *)(r2 + 0)"))
        .hasMessageContaining("reads 8 bytes at offset 0 of the key of a map's entry");
    assertThatThrownBy(() -> walk(array, "0", "r0 = *(u64 *)(r3 + 8)"))
        .hasMessageContaining("reads 8 bytes at offset 8 of a value of map SEEN");
    assertThatThrownBy(() ->
            verdict(
                """
                r1 = map[idx:0]
                r2 = subprog[each]
                r3 = r10
                r3 += -8
                r4 = 0
                call 164
                r1 = *(u64 *)(r10 - 8)
                r0 = *(u32 *)(r1 + 0)
                exit
                each:
                *(u64 *)(r4 + 0) = r2
                r0 = 1
                exit
                """,
                array))
        .hasMessageContaining("the key of a map's entry, which is gone");
  }

  @Test
  void thereAreMapsThatCannotBeWalkedThrough() {
    var trie = Programs.map(MapType.LPM_TRIE, 8, 4, 2).withFlags(MapDefinition.NO_PREALLOC);
    assertThatThrownBy(() -> walk(trie, "0", "r0 = 0"))
        .hasMessageContaining("walks through map SEEN (LPM_TRIE)");
  }

  @Test
  void theProcessorIsTheMachinesNumber() {
    assertThat(verdict("call 8\nexit")).isZero();
  }

  @Test
  void argumentRegistersAreLostAndOthersKept() {
    assertThat(
            verdict(
                """
                r6 = 1
                r7 = 2
                r8 = 3
                r9 = 4
                r1 = 100
                r5 = 100
                call 5
                r0 = r1
                r0 += r5
                r0 += r6
                r0 += r7
                r0 += r8
                r0 += r9
                exit
                """))
        .isEqualTo(10);
  }

  @Nested
  class SpinLocks {
    private static final MapDefinition LOCKED =
        MapDefinition.of(
            "locked",
            MapType.ARRAY,
            CType.U32,
            new CType.Struct(
                "Value",
                8,
                List.of(
                    new CType.Member("count", 0, CType.U32),
                    new CType.Member("lock", 4, CType.SPIN_LOCK))),
            2);
    private static final String VALUE =
        """
        *(u32 *)(r10 - 4) = 0
        r1 = map[idx:0]
        r2 = r10
        r2 += -4
        call 1
        if r0 == 0 goto out
        r6 = r0
        r1 = r6
        r1 += 4
        """;

    @Test
    void aLockIsAWordThatIsNotZeroWhileItIsHeld() {
      assertThat(
              verdict(
                  VALUE
                      + """
                      call 93
                      r7 = *(u32 *)(r6 + 4)
                      r1 = r6
                      r1 += 4
                      call 94
                      r0 = *(u32 *)(r6 + 4)
                      r0 <<= 1
                      r0 |= r7
                      out:
                      exit
                      """,
                  LOCKED))
          .isEqualTo(1);
    }

    @Test
    void whatTheKernelRefusesIsNoticed() {
      var tries =
          Map.of(
              "call 93\ncall 5\nout:\nexit",
              "calls something, or ends, while it holds a spin lock",
              "call 93\nr0 = 0\nout:\nexit",
              "calls something, or ends, while it holds a spin lock",
              "call 93\nr1 = r6\nr1 += 4\ncall 93\nout:\nexit",
              "calls something, or ends, while it holds a spin lock",
              "call 94\nout:\nexit",
              "releases a lock that it does not hold");
      tries.forEach((text, message) -> {
        var program = Programs.load(FIXED, VALUE + text, LOCKED);
        assertThatThrownBy(() -> program.run(Programs.packet(60))).hasMessageContaining(message);
        // What it held was released: the next run does not wait for it, nor does user space.
        assertThatThrownBy(() -> program.run(Programs.packet(60))).hasMessageContaining(message);
        assertThat(program.rawMap(0).lookup(new byte[4], new byte[8])).isTrue();
      });
    }

    @Test
    void copiesHaveNoLockAndStoringLeavesIt() {
      var program = Programs.load(FIXED, VALUE + "*(u32 *)(r6 + 4) = 0\nout:\nexit", LOCKED);
      var ones = new byte[] {1, 1, 1, 1, 1, 1, 1, 1};
      assertThat(program.rawMap(0).update(new byte[4], ones, RawMap.Mode.ANY))
          .isEqualTo(RawMap.Outcome.STORED);
      var read = ones.clone();
      assertThat(program.rawMap(0).lookup(new byte[4], read)).isTrue();
      assertThat(read).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
    }
  }

  @Nested
  class Maps {
    private static final String KEY_AND_VALUE =
        """
        *(u32 *)(r10 - 4) = 5
        *(u64 *)(r10 - 16) = 77
        r1 = map[idx:0]
        r2 = r10
        r2 += -4
        r3 = r10
        r3 += -16
        """;

    @Test
    void anUpdateIsSeenByALookup() {
      assertThat(
              verdict(
                  KEY_AND_VALUE
                      + """
                      r4 = 0
                      call 2
                      r1 = map[idx:0]
                      r2 = r10
                      r2 += -4
                      call 1
                      if r0 == 0 goto out
                      r0 = *(u64 *)(r0 + 0)
                      out:
                      exit
                      """,
                  Programs.map(MapType.HASH, 4, 8, 4)))
          .isEqualTo(77);
    }

    @Test
    void aLookupOfAnAbsentKeyGivesNull() {
      assertThat(verdict(KEY_AND_VALUE + "call 1\nexit", Programs.map(MapType.HASH, 4, 8, 4)))
          .isZero();
    }

    @Test
    void errorsAreNegativeNumbers() {
      var hash = Programs.map(MapType.HASH, 4, 8, 4);
      assertThat(verdict(KEY_AND_VALUE + "r4 = 2\ncall 2\nexit", hash)).isEqualTo(-Errno.ENOENT);
      assertThat(verdict(KEY_AND_VALUE + "r4 = 9\ncall 2\nexit", hash)).isEqualTo(-Errno.EINVAL);
      assertThat(verdict(KEY_AND_VALUE + "call 3\nexit", hash)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void keysAndValuesMayLieInThePacket() {
      assertThat(
              verdict(
                  """
                  r6 = *(u32 *)(r1 + 0)
                  r1 = map[idx:0]
                  r2 = r6
                  r3 = r6
                  r3 += 8
                  r4 = 0
                  call 2
                  r1 = map[idx:0]
                  r2 = r6
                  call 1
                  r0 = *(u8 *)(r0 + 7)
                  exit
                  """,
                  Programs.map(MapType.HASH, 4, 8, 4)))
          .isEqualTo(15);
    }

    @Test
    void theCpuHasAValueOfItsOwn() {
      assertThat(
              verdict(
                  KEY_AND_VALUE
                      + "r4 = 0\ncall 2\nr1 = map[idx:0]\nr2 = r10\nr2 += -4\ncall 1\n"
                      + "r0 = *(u64 *)(r0 + 0)\nexit",
                  Programs.map(MapType.LRU_PERCPU_HASH, 4, 8, 4)))
          .isEqualTo(77);
    }

    @Test
    void aValueOfAnArrayCanBeNamedDirectly() {
      assertThat(
              verdict(
                  """
                  r1 = map[idx:0][0]+4
                  *(u32 *)(r1 + 0) = 6
                  r2 = 4
                  lock *(u32 *)(r1 + 0) += r2
                  *(u32 *)(r10 - 4) = 0
                  r1 = map[idx:0]
                  r2 = r10
                  r2 += -4
                  call 1
                  r0 = *(u32 *)(r0 + 4)
                  exit
                  """,
                  Programs.map(MapType.ARRAY, 4, 8, 1)))
          .isEqualTo(10);
    }
  }

  @Nested
  class RingBuffers {
    private static final String RESERVE = "r1 = map[idx:0]\nr2 = 4088\nr3 = 0\ncall 131\n";

    @Test
    void aReservationGivesNullWhenThereIsNoRoom() {
      assertThat(verdict(RESERVE + "exit", Programs.ring(4096))).isZero();
    }

    @Test
    void aReservationWithFlagsGivesNull() {
      assertThat(verdict("r1 = map[idx:0]\nr2 = 8\nr3 = 1\ncall 131\nexit", Programs.ring(4096)))
          .isZero();
    }

    @Test
    void outputCopiesOrSaysTryAgain() {
      String output =
          "r6 = *(u32 *)(r1 + 0)\nr1 = map[idx:0]\nr2 = r6\nr3 = 60\nr4 = %d\ncall 130\nexit";
      assertThat(verdict(output.formatted(0), Programs.ring(4096))).isZero();
      assertThat(verdict(output.formatted(3), Programs.ring(4096))).isZero();
      assertThat(verdict(output.formatted(4), Programs.ring(4096))).isEqualTo(-Errno.EINVAL);
      var program = Programs.load(output.formatted(0), Programs.ring(4096));
      int records = 0;
      while (program.run(Programs.packet(60)) == 0) {
        records++;
      }
      assertThat(records).isEqualTo((4096 - 8) / 72);
      assertThat(program.run(Programs.packet(60))).isEqualTo(-Errno.EAGAIN);
    }
  }

  @Nested
  class Packets {
    private static String adjust(int helper, int delta) {
      return "r6 = r1\nr2 = %d\ncall %d\n".formatted(delta, helper);
    }

    @Test
    void theHeadMovesBothWays() {
      var packet = Programs.packet(60);
      assertThat(Programs.load(adjust(44, 10) + "exit").run(packet)).isZero();
      assertThat(packet.length()).isEqualTo(50);
      assertThat(packet.bytes()[0]).isEqualTo((byte) 10);
      assertThat(Programs.load(adjust(44, -30) + "exit").run(packet)).isZero();
      assertThat(packet.length()).isEqualTo(80);
      assertThat(packet.bytes()[30]).isEqualTo((byte) 10);
    }

    @Test
    void theHeadStaysBehindTheFrameHeaderAndBeforeFourteenBytes() {
      assertThat(verdict(adjust(44, -216) + "exit")).isZero();
      assertThat(verdict(adjust(44, -217) + "exit")).isEqualTo(-Errno.EINVAL);
      assertThat(verdict(adjust(44, 46) + "exit")).isZero();
      assertThat(verdict(adjust(44, 47) + "exit")).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void theTailMovesBothWaysAndWhatItGainsIsZero() {
      var packet = Programs.packet(60);
      assertThat(Programs.load(adjust(65, -20) + "exit").run(packet)).isZero();
      assertThat(packet.length()).isEqualTo(40);
      assertThat(Programs.load(adjust(65, 20) + "exit").run(packet)).isZero();
      assertThat(packet.length()).isEqualTo(60);
      assertThat(Arrays.copyOfRange(packet.bytes(), 40, 60)).containsOnly(0);
      assertThat(verdict(adjust(65, -46) + "exit")).isZero();
      assertThat(verdict(adjust(65, -47) + "exit")).isEqualTo(-Errno.EINVAL);
      assertThat(verdict(adjust(65, 1 << 20) + "exit")).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void metadataLiesBeforeThePacketAndMovesWithItsHead() {
      String write =
          adjust(54, -8)
              + """
              if r0 != 0 goto out
              r2 = *(u32 *)(r6 + 8)
              *(u64 *)(r2 + 0) = 55
              r1 = r6
              r2 = -4
              call 44
              r2 = *(u32 *)(r6 + 8)
              r3 = *(u32 *)(r6 + 0)
              r0 = *(u64 *)(r2 + 0)
              r3 -= r2
              r0 += r3
              out:
              exit
              """;
      assertThat(verdict(write)).isEqualTo(55 + 8);
      assertThat(verdict(adjust(54, -2) + "exit")).isEqualTo(-Errno.EACCES);
      assertThat(verdict(adjust(54, -256) + "exit")).isEqualTo(-Errno.EINVAL);
      assertThat(verdict(adjust(54, 4) + "exit")).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void theContextSaysWhereThePacketCameFrom() {
      var packet = Programs.packet(60);
      packet.receivedBy(7, 3);
      String sum =
          "r0 = *(u32 *)(r1 + 12)\nr2 = *(u32 *)(r1 + 16)\nr0 *= 100\nr0 += r2\n"
              + "r2 = *(u32 *)(r1 + 20)\nr0 += r2\nexit";
      assertThat(Programs.load(sum).run(packet)).isEqualTo(703);
    }
  }

  @Nested
  class Checksums {
    private static long difference(int fromSize, int toSize, long seed, byte[] memory) {
      String program =
          """
          r3 = r1
          r3 += 64
          r2 = %d
          r4 = %d
          r5 = %d
          call 28
          exit
          """
              .formatted(fromSize, toSize, seed);
      return Programs.result(Assembler.assemble(program), memory);
    }

    /// The checksum of RFC 1071 over 16-bit words in memory order, not complemented.
    private static int sum(byte[] bytes, int from, int to, int seed) {
      var words =
          java.nio.ByteBuffer.wrap(bytes, from, to - from)
              .order(java.nio.ByteOrder.nativeOrder())
              .asShortBuffer();
      long sum = seed & 0xffff_ffffL;
      while (words.hasRemaining()) {
        sum += words.get() & 0xffff;
      }
      while (sum >>> 16 != 0) {
        sum = (sum & 0xffff) + (sum >>> 16);
      }
      return (int) sum;
    }

    @Test
    void pushingBytesAddsThem() {
      var random = new Random(5);
      byte[] memory = new byte[128];
      random.nextBytes(memory);
      assertThat(difference(0, 40, 0x1234, memory)).isEqualTo(sum(memory, 64, 104, 0x1234));
    }

    @Test
    void replacingBytesUpdatesAChecksum() {
      var random = new Random(6);
      for (int i = 0; i < 200; i++) {
        byte[] memory = new byte[128];
        random.nextBytes(memory);
        int old = sum(memory, 0, 20, 0);
        int expected = sum(memory, 64, 84, 0);
        long updated = old + difference(20, 20, 0, memory);
        updated = (updated & 0xffff) + (updated >>> 16);
        assertThat(updated % 0xffff).as("seed 6, round %d", i).isEqualTo(expected % 0xffff);
      }
    }

    @Test
    void anOddSizeCountsAsIfAZeroFollowed() {
      byte[] memory = new byte[128];
      new Random(8).nextBytes(memory);
      for (int size = 1; size < 40; size++) {
        byte[] padded = java.util.Arrays.copyOf(java.util.Arrays.copyOf(memory, 64 + size), 128);
        assertThat(difference(0, size, 0, memory))
            .as("%d bytes", size)
            .isEqualTo(sum(padded, 64, 64 + size + (size & 1), 0));
      }
    }
  }

  @Test
  void aTickingClockIsReadAtEachCall() {
    var time = new AtomicLong();
    var options = VmOptions.DEFAULT.withNanoTime(() -> time.addAndGet(10));
    assertThat(
            Programs.load(options, "call 5\nr6 = r0\ncall 5\nr0 -= r6\nexit")
                .run(Programs.packet(60)))
        .isEqualTo(10);
  }
}
