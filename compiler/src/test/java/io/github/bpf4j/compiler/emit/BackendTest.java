package io.github.bpf4j.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Printer;
import io.github.bpf4j.isa.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Which instructions come of what, by example.
class BackendTest {
  @Nested
  @DisplayName("as few instructions as clang -O2 -mcpu=v3")
  class Counts {
    @Test
    void forAProgramThatPassesAll() {
      assertThat(generate(Programs.PASS, IsaVersion.V3).insns()).hasSize(2);
    }

    @Test
    void forAParserOfIpv4() {
      // One more than clang's 13: the address is stored, where the C twin only names it.
      assertThat(generate(Programs.PARSE, IsaVersion.V3).insns()).hasSize(14);
    }

    @Test
    void forARecordInARingBuffer() {
      emits(
          Programs.LOG,
          """
            r2 = *(u32 *)(r1 + 4)
            r6 = *(u32 *)(r1 + 0)
            r1 = r6
            r1 += 14
            if r1 > r2 goto L21
            r1 = *(u16 *)(r6 + 12)
            if w1 != 8 goto L21
            r1 = r6
            r1 += 34
            if r1 > r2 goto L21
            r1 = map[idx:0]
            w2 = 4
            w3 = 0
            call 131
            if r0 == 0 goto L21
            r1 = *(u32 *)(r6 + 26)
            *(u32 *)(r0 + 0) = r1
            r1 = r0
            w2 = 0
            call 132
          L21:
            w0 = 2
            exit
          """);
    }
  }

  @Test
  void anAtomicOperationFetchesOnlyWhatIsUsed() {
    emits(
        """
        b0(v1:pointer):
          v2:i64 = atomic_add.dw v1+8, 1L
          v3:i32 = atomic_or.w v1+16, 4
          v4:i32 = atomic_and.w v1+16, v3
          return v4
        """,
        """
          w2 = 1
          lock *(u64 *)(r1 + 8) += r2
          w0 = 4
          w0 = atomic_fetch_or((u32 *)(r1 + 16), w0)
          w0 = atomic_fetch_and((u32 *)(r1 + 16), w0)
          exit
        """);
  }

  @Test
  void compareAndExchangeTakesAndGivesR0() {
    emits(
        """
        b0(v1:pointer):
          v2:i64 = load.dw v1+8
          v3:i64 = atomic_cmpxchg.dw v1+0, v2, 7L
          if v3 == v2 goto b1 else b2
        b1:
          return 1
        b2:
          return 2
        """,
        """
          r2 = *(u64 *)(r1 + 8)
          w3 = 7
          r0 = r2
          r0 = cmpxchg_64(r1 + 0, r0, r3)
          if r0 == r2 goto L7
          w0 = 2
          exit
        L7:
          w0 = 1
          exit
        """);
  }

  @Test
  void whatIsKeptIsComputedAndThatIsAll() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.h v1+12
          keep v2
          v3:i32 = add v2, 1
          return 2
        """,
        """
          r1 = *(u16 *)(r1 + 12)
          w0 = 2
          exit
        """);
  }

  @Test
  void severalWaysToOneConstantHaveItSetBeforeTheFirst() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.w v1+0
          if v2 s> 9 goto b3 else b1
        b1:
          v3:i32 = load.w v1+4
          if v3 s> 9 goto b3 else b2
        b2:
          store.w v1+8, v3
          return 2
        b3 cold:
          return 0
        """,
        """
          r2 = *(u32 *)(r1 + 0)
          w0 = 0
          if w2 s> 9 goto L7
          r2 = *(u32 *)(r1 + 4)
          if w2 s> 9 goto L7
          *(u32 *)(r1 + 8) = r2
          w0 = 2
        L7:
          exit
        """);
  }

  @Test
  void notWhereTheRegisterIsNeededInBetween() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.w v1+0
          if v2 s> 9 goto b3 else b1
        b1:
          v3:i64 = call 5()
          if v3 == 0L goto b3 else b2
        b2:
          return 2
        b3 cold:
          return 0
        """,
        """
          r1 = *(u32 *)(r1 + 0)
          if w1 s> 9 goto L6
          call 5
          if r0 == 0 goto L6
          w0 = 2
          exit
        L6:
          w0 = 0
          exit
        """);
  }

  @Test
  void aSwitchOnSwappedBytesComparesSwappedConstants() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.h v1+12
          v3:i32 = bswap16 v2
          switch v3 {2048: b1; 34525: b2; 2054: b1} else b2
        b1:
          return 2
        b2:
          return 1
        """,
        """
          r1 = *(u16 *)(r1 + 12)
          w0 = 2
          if w1 == 8 goto L5
          if w1 == 1544 goto L5
          w0 = 1
        L5:
          exit
        """);
  }

  @Test
  void signExtensionIsAShiftPairInVersion3AndFreeWhereNothingIsNegative() {
    var function =
        """
        b0(v1:pointer):
          v2:i32 = load.w v1+4
          v3:i64 = sext32 v2
          store.dw v1+8, v3
          v4:i32 = load.b v1+0
          v5:i64 = sext32 v4
          store.dw v1+16, v5
          v6:i32 = sext8 v4
          return v6
        """;
    emits(
        function,
        """
          r2 = *(u32 *)(r1 + 4)
          r2 <<= 32
          r2 s>>= 32
          *(u64 *)(r1 + 8) = r2
          r0 = *(u8 *)(r1 + 0)
          *(u64 *)(r1 + 16) = r0
          w0 <<= 24
          w0 s>>= 24
          exit
        """);
    emits(
        IsaVersion.V4,
        function,
        """
          r2 = *(u32 *)(r1 + 4)
          r2 = (s32)r2
          *(u64 *)(r1 + 8) = r2
          r2 = *(u8 *)(r1 + 0)
          *(u64 *)(r1 + 16) = r2
          w0 = (s8)w2
          exit
        """);
  }

  @Test
  void version3DividesMagnitudes() {
    var function =
        """
        b0(v1:pointer):
          v2:i32 = load.w v1+0
          v3:i32 = sdiv v2, -10
          v4:i32 = load.h v1+0
          v5:i32 = srem v4, 10
          v6:i32 = add v3, v5
          return v6
        """;
    emits(
        function,
        """
          r2 = *(u32 *)(r1 + 0)
          r0 = r2
          if w2 s>= 0 goto L4
          w0 = -w0
        L4:
          w0 /= 10
          if w2 s< 0 goto L7
          w0 = -w0
        L7:
          r1 = *(u16 *)(r1 + 0)
          w1 %= 10
          w0 += w1
          exit
        """);
    emits(
        IsaVersion.V4,
        function,
        """
          r0 = *(u32 *)(r1 + 0)
          w0 s/= -10
          r1 = *(u16 *)(r1 + 0)
          w1 s%= 10
          w0 += w1
          exit
        """);
  }

  @Test
  void bitsAreTestedInTheJump() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.h v1+6
          v3:i32 = bswap16 v2
          v4:i32 = and v3, 8191
          if v4 == 0 goto b1 else b2
        b1:
          return 2
        b2:
          return 1
        """,
        """
          r1 = *(u16 *)(r1 + 6)
          w0 = 1
          if w1 & 65311 goto L4
          w0 = 2
        L4:
          exit
        """);
  }

  @Test
  void constantsTakeTheShortestForm() {
    emits(
        """
        b0(v1:pointer):
          v2:i64 = load.dw v1+0
          v3:i64 = and v2, 4294967295L
          v4:i64 = add v3, 4294967295L
          v5:i64 = xor v4, 81985529216486895L
          store.dw v1+8, v5
          store.dw v1+16, -1L
          return 0
        """,
        """
          r2 = *(u64 *)(r1 + 0)
          w3 = w2
          w2 = -1
          r3 += r2
          r2 = 0x123456789abcdef ll
          r3 ^= r2
          *(u64 *)(r1 + 8) = r3
          *(u64 *)(r1 + 16) = -1
          w0 = 0
          exit
        """);
  }

  @Test
  void whatLivesAcrossACallIsInARegisterThatSurvivesIt() {
    emits(
        """
        stack s0 4 align 4
        b0(v1:pointer):
          v2:i32 = load.w v1+0
          store.w s0+0, v2
          v3:pointer = call 1(@0, s0)
          if v3 == null goto b1 else b2
        b1:
          return v2
        b2:
          v4:i64 = load.dw v3+0
          v5:i64 = add v4, 1L
          store.dw v3+0, v5
          return v2
        """,
        """
          r6 = *(u32 *)(r1 + 0)
          *(u32 *)(r10 - 4) = r6
          r1 = map[idx:0]
          r2 = r10
          r2 += -4
          call 1
          if r0 == 0 goto L11
          r1 = *(u64 *)(r0 + 0)
          r1 += 1
          *(u64 *)(r0 + 0) = r1
        L11:
          r0 = r6
          exit
        """);
  }

  @Test
  void stackSlotsOfDifferentTimesShareTheirPlace() {
    emits(
        """
        stack s0 8 align 8
        stack s1 16 align 8
        stack s2 4 align 4
        b0(v1:pointer):
          store.dw s0+0, 1L
          v2:i64 = call 1(@0, s0)
          store.dw s1+0, 2L
          store.w s2+0, 4
          store.dw s1+8, 3L
          v3:i64 = call 2(@0, s2, s1, 0L)
          return 0
        """,
        """
          *(u64 *)(r10 - 8) = 1
          r1 = map[idx:0]
          r2 = r10
          r2 += -8
          call 1
          *(u64 *)(r10 - 16) = 2
          *(u32 *)(r10 - 20) = 4
          *(u64 *)(r10 - 8) = 3
          r1 = map[idx:0]
          r2 = r10
          r2 += -20
          r3 = r10
          r3 += -16
          w4 = 0
          call 2
          w0 = 0
          exit
        """);
  }

  @Test
  void whatFindsNoRegisterIsSpilled() {
    var function = new StringBuilder("b0(v1:pointer):\n");
    for (int i = 0; i < 6; i++) {
      function.append("a%d:i64 = load.dw v1+%d\n".formatted(i, 8 * i));
    }
    function.append("s0:i64 = call 7()\n");
    for (int i = 0; i < 6; i++) {
      function.append("s%d:i64 = add s%d, a%d\n".formatted(i + 1, i, i));
    }
    function.append("r:i32 = trunc s6\nreturn r\n");
    emits(
        function.toString(),
        """
          r2 = *(u64 *)(r1 + 0)
          *(u64 *)(r10 - 8) = r2
          r2 = *(u64 *)(r1 + 8)
          *(u64 *)(r10 - 16) = r2
          r6 = *(u64 *)(r1 + 16)
          r7 = *(u64 *)(r1 + 24)
          r8 = *(u64 *)(r1 + 32)
          r9 = *(u64 *)(r1 + 40)
          call 7
          r1 = *(u64 *)(r10 - 8)
          r0 += r1
          r1 = *(u64 *)(r10 - 16)
          r0 += r1
          r0 += r6
          r0 += r7
          r0 += r8
          r0 += r9
          exit
        """);
    var code = generate(function.toString(), IsaVersion.V3);
    assertThat(code.stack()).isEqualTo(16);
    assertThat(code.spilled()).isEqualTo(2);
    assertThat(code.reloads()).isEqualTo(2);
  }

  @Test
  void loopsAreTestedAtTheBottomAndTheirParametersCostNoCopies() {
    emits(
        """
        b0(v1:pointer):
          jump b1(0, 0)
        b1(v2:i32, v3:i32):
          if v2 s< 10 goto b2 else b3
        b2:
          v4:i32 = mul v3, 31
          v5:i32 = add v4, v2
          v6:i32 = add v2, 1
          jump b1(v6, v5)
        b3:
          return v3
        """,
        """
          w1 = 0
          w0 = 0
          if w1 s>= 10 goto L7
        L3:
          w0 *= 31
          w0 += w1
          w1 += 1
          if w1 s< 10 goto L3
        L7:
          exit
        """);
  }

  @Test
  void aGateIsFollowedByTheStatementAndKnowsWhereItEnds() {
    var code =
        generate(
            """
            b0(v1:pointer):
              v2:i32 = load.w v1+0 ; A.java:3 a
              gate 7 on b1 off b2 ; A.java:4 a
            b1:
              v3:i64 = call 1(@0, 0L) ; A.java:4 a
              jump b2
            b2:
              return v2 ; A.java:5 a
            """,
            IsaVersion.V3);
    assertThat(Printer.printWithLabels(code.insns()))
        .isEqualTo(
            """
              r6 = *(u32 *)(r1 + 0)
              goto L2
            L2:
              r1 = map[idx:0]
              w2 = 0
              call 1
              r0 = r6
              exit
            """);
    assertThat(code.gates()).containsExactly(new EmittedCode.Gate(1, 7, 4));
    assertThat(code.lines())
        .containsExactly(
            new EmittedCode.Line(0, new Position("A.java", 3, "a")),
            new EmittedCode.Line(2, new Position("A.java", 4, "a")),
            new EmittedCode.Line(6, new Position("A.java", 5, "a")));
  }

  @Test
  void whereBothWaysGiveConstantsOneIsSetBeforeTheTest() {
    emits(
        """
        b0(v1:pointer):
          v2:i32 = load.w v1+0
          if v2 s> 5 goto b1(1) else b1(7)
        b1(v3:i32):
          store.w v1+4, v3
          return v3
        """,
        """
          r2 = *(u32 *)(r1 + 0)
          w0 = 1
          if w2 s> 5 goto L4
          w0 = 7
        L4:
          *(u32 *)(r1 + 4) = r0
          exit
        """);
  }

  @Test
  void aThreeWayComparisonThatIsNotBranchedOnIsComputed() {
    emits(
        """
        b0(v1:pointer):
          v2:i64 = load.dw v1+0
          v3:i32 = lcmp v2, 5L
          return v3
        """,
        """
          r1 = *(u64 *)(r1 + 0)
          w2 = 5
          w0 = 1
          if r1 s> r2 goto L7
          w0 = -1
          if r1 s< r2 goto L7
          w0 = 0
        L7:
          exit
        """);
  }

  @Test
  void aJumpThatIsTooFarNeedsVersion4() {
    var function = new StringBuilder("b0(v1:pointer):\nv2:i32 = load.w v1+0\n");
    function.append("if v2 == 1 goto b1 else b2\nb1:\n");
    for (int i = 0; i < 40_000; i++) {
      function.append("store.w v1+4, %d\n".formatted(i));
    }
    function.append("jump b3\nb2:\nstore.w v1+8, 5\njump b3\nb3:\nreturn 0\n");
    assertThatThrownBy(() -> generate(function.toString(), IsaVersion.V3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is too large")
        .hasMessageContaining("v4");
    var code = generate(function.toString(), IsaVersion.V4);
    for (int value = 0; value < 2; value++) {
      var memory = new TestMemory();
      memory.store(Size.W, 0x1000, value);
      BpfInterpreter.run(code.insns(), 0x1000, memory);
      assertThat(memory.load(Size.W, false, 0x1004)).isEqualTo(value == 1 ? 39_999 : 0);
      assertThat(memory.load(Size.W, false, 0x1008)).isEqualTo(value == 1 ? 0 : 5);
    }
  }

  private static void emits(String function, String expected) {
    emits(IsaVersion.V3, function, expected);
  }

  private static void emits(IsaVersion target, String function, String expected) {
    assertThat(Printer.printWithLabels(generate(function, target).insns())).isEqualTo(expected);
  }

  private static EmittedCode generate(String text, IsaVersion target) {
    var function = IrParser.parse(text);
    IrChecker.check(function);
    return Backend.generate(function, target, true);
  }
}
