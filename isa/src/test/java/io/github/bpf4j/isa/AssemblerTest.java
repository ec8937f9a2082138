package io.github.bpf4j.isa;

import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the assembler reads, and what the printer writes of it.
class AssemblerTest {

  @Test
  void labelsNameSlotsAndCommentsSayWhy() {
    String text =
        """
        # r0 = the sum of 1 to 10
          r0 = 0x0 ll       // takes two slots
          r1 = 10
        again: r0 += r1
        ; a note, as disassemblers write source lines
          r1 -= 1
          if r1 != 0 goto again
          goto end
          r0 = -1
        end:
          exit
        """;

    assertThat(Assembler.assemble(text))
        .containsExactly(
            Insns.loadImm64(R0, 0),
            Insns.mov64(R1, 10),
            Insns.add64(R0, R1),
            Insns.alu64(AluOp.SUB, R1, 1),
            Insns.jumpIf(Condition.NE, R1, 0, -3),
            Insns.jump(1),
            Insns.mov64(R0, -1),
            Insns.exit());
  }

  @Test
  void aJumpOverALongLoadCountsBothItsSlots() {
    String text =
        """
          if r1 == 0 goto out
          r0 = 0x1 ll
        out:
          exit
        """;

    assertThat(Assembler.assemble(text).getFirst()).isEqualTo(Insns.jumpIf(Condition.EQ, R1, 0, 2));
  }

  @Test
  void functionsAreLabelsToo() {
    List<Insn> insns =
        Assembler.assemble(
            """
              call twice
              r1 = subprog[twice]
              exit
            twice:
              exit
            """);

    assertThat(insns.get(0)).isEqualTo(Insns.callLocal(3));
    assertThat(insns.get(1)).isEqualTo(new Insn.LoadImm64(R1, Pseudo.FUNC, 2, 0));
    assertThat(Printer.printWithLabels(insns, Map.of(0, "main", 4, "twice")))
        .isEqualTo(
            """
            main:
              call twice
              r1 = subprog[twice]
              exit
            twice:
              exit
            """);
  }

  @Test
  void theEndOfTheProgramIsAPlaceToo() {
    List<Insn> insns = List.of(Insns.jump(1), Insns.mov64(R0, 2));

    String text = Printer.printWithLabels(insns);

    assertThat(text)
        .isEqualTo(
            """
              goto L2
              r0 = 2
            L2:
            """);
    assertThat(Assembler.assemble(text)).isEqualTo(insns);
  }

  @Test
  void aJumpIntoTheMiddleOfALoadStaysRelative() {
    List<Insn> insns = List.of(Insns.jump(1), Insns.loadImm64(R0, 2), Insns.exit());

    assertThat(Printer.printWithLabels(insns)).startsWith("  goto +1\n");
  }

  @Test
  void anEmptyTextIsAnEmptyProgram() {
    assertThat(Assembler.assemble("\n  # nothing\n")).isEmpty();
    assertThat(Printer.printWithLabels(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          w2 = *(u32 *)(r1 + 0x4)       | r2 = *(u32 *)(r1 + 4)
          r2=*(u32*)(r1)                | r2 = *(u32 *)(r1 + 0)
          *(u8 *)(r10 - 0x1) = w3       | *(u8 *)(r10 - 1) = r3
          *(u32 *)(r10 - 4) = 0xffffffff | *(u32 *)(r10 - 4) = -1
          w1 &= 0xffffffff              | w1 &= -1
          r1 = -0x1 ll                  | r1 = 0xffffffffffffffff ll
          goto pc+3                     | goto +3
          gotol -1                      | goto -1
          goto +70000                   | gotol +70000
          if r1 > r2 goto +0x3 <.text+0x150> | if r1 > r2 goto +3
          goto -0x2 <foo>               | goto -2
          ld_pseudo r1, 0x1, 0x5        | r1 = map[fd:5]
          r0 = *(u16 *)skb[r3]          | r0 = *(u16 *)skb[r3 + 0]
          r0 = *(u16 *)skb[r3 - 2]      | r0 = *(u16 *)skb[r3 - 2]
          """)
  void whatOthersWriteIsReadToo(String theirs, String ours) {
    assertThat(Printer.print(Assembler.assemble(theirs))).isEqualTo(ours + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      textBlock =
          """
          r11 = 2                @ 1:1: expected an instruction (a register, *(, lock, if, goto, gotol, may_goto, call, exit), found 'r11'
          r1 2                   @ 1:4: expected = or an operator (+= -= *= /= s/= %= s%= |= &= ^= <<= >>= s>>=), found '2'
          r1 += w2               @ 1:7: expected r2, as wide as the other operand, found 'w2'
          r1 += 0x80000000       @ 1:7: a constant must be -2147483648 to 2147483647, not 2147483648
          w1 = 5 ll              @ 1:8: expected the end of the line, found 'll'
          r1 = 5 6               @ 1:8: expected the end of the line, found '6'
          r1 = -r2               @ 1:7: expected r1 again: the result goes where the operand was, found 'r2'
          r1 = be16 r2           @ 1:11: expected r1 again: the result goes where the operand was, found 'r2'
          w1 = be16 w1           @ 1:6: 'be16' sets all 64 bits: write r, not w
          r1 = (u8)r2            @ 1:7: expected s8, s16 or s32, found 'u8'
          w1 = (s32)w2           @ 1:1: no sign extension from 32 to 32 bits: from 8, 16, or 32 (to 64)
          r1 = foo               @ 1:6: expected a register, a constant, *(, -, (s8), be16, bswap16, atomic_fetch_add, xchg_64, map[, found 'foo'
          r1 = *(u24 *)(r2)      @ 1:8: expected a type (u8, u16, u32, u64, s8, s16, s32), found 'u24'
          r1 = *(u8 *)(w2)       @ 1:14: expected r2, as wide as the other operand, found 'w2'
          r1 = *(u8 *)(r2 + 32768) @ 1:17: an offset must be -32768 to 32767, not 32768
          w1 = *(u64 *)(r2 + 0)  @ 1:8: a load of 'u64' fills all 64 bits: load into r, not w
          r1 = *(s64 *)(r2 + 0)  @ 1:1: 8 bytes fill the register: nothing to sign-extend
          r1 = *(u8 *)skb[4]     @ 1:8: a packet load is r0 = *(u8 *)skb[...], of u8, u16 or u32
          *(s8 *)(r1 + 0) = r2   @ 1:3: only a load extends a sign; write u8, u16, u32, u64
          *(u64 *)(r1 + 0) = w2  @ 1:20: w2 has 4 of the 8 bytes
          *(u8 *)(r1 + 0) = )    @ 1:19: expected a register (r0 to r10, or w0 to w10 for its low 32 bits), found ')'
          lock *(u16 *)(r1 + 0) += w2 @ 1:1: no atomic ADD of size H: W or DW
          lock *(u64 *)(r1 + 0) -= r2 @ 1:23: expected += |= &= or ^=, found '-='
          r2 = xchg_64(r1 + 0, r3) @ 1:22: expected r2 again: the result goes where the operand was, found 'r3'
          r2 = cmpxchg_64(r1 + 0, r2, r3) @ 1:6: the result of a compare-and-exchange is in r0
          if r1 ~ 2 goto +1      @ 1:7: unexpected '~'
          if r1 = 2 goto +1      @ 1:7: expected a condition (== != > >= < <= s> s>= s< s<= &), found '='
          if r1 == 2 goto        @ 1:16: expected a label or an offset such as +3, found the end of the line
          if r1 == 2 goto +40000 @ 1:17: a jump offset must be -32768 to 32767, not 40000
          goto nowhere           @ 1:6: no label 'nowhere'
          call                   @ 1:5: expected a helper's number, a label, pc+3 or kfunc[7], found the end of the line
          exit; exit             @ 1:5: unexpected ';': one instruction a line; a comment starts with # or //
          5:                     @ 1:1: expected a label, found '5'
          """)
  void errorsNameLineColumnAndWhatWasExpected(String text, String error) {
    assertThatThrownBy(() -> Assembler.assemble(text))
        .isInstanceOf(AssemblyException.class)
        .hasMessage(error);
  }

  @Test
  void allWrongLinesAreReported() {
    assertThatThrownBy(() ->
            Assembler.assemble(
                """
                again:
                  r0 = 2
                  jmp again
                again:
                  leave
                """))
        .isInstanceOfSatisfying(
            AssemblyException.class,
            e ->
                assertThat(e.problems())
                    .extracting(AssemblyException.Problem::line)
                    .containsExactly(3, 4, 5))
        .hasMessageContaining("4:1: label 'again' is there already");
  }

  @Test
  void aConditionalJumpThatIsTooFarSaysSo() {
    String text = "if r1 == 0 goto far\n" + "r0 = 0\n".repeat(32768) + "far: exit\n";

    assertThatThrownBy(() -> Assembler.assemble(text))
        .hasMessage(
            "1:17: label 'far' is 32768 slots away; this jump reaches -32768 to 32767: jump there"
                + " with goto");
  }

  @Test
  void aJumpThatIsFarBecomesLong() {
    String text = "goto far\n" + "r0 = 0\n".repeat(32768) + "far: exit\n";

    Insn jump = Assembler.assemble(text).getFirst();

    assertThat(Printer.print(jump)).isEqualTo("gotol +32768");
    assertThat(jump.requires()).isEqualTo(IsaVersion.V4);
  }

  @Test
  void whatIsPrintedIsReadBack() {
    Property.forAll(
        1_000,
        random -> {
          List<Insn> insns = random.program(20);
          assertThat(Assembler.assemble(Printer.print(insns))).isEqualTo(insns);
          assertThat(Assembler.assemble(Printer.printWithLabels(insns))).isEqualTo(insns);
        });
  }

  @Test
  void shortNamesMakeTheInstructionsTheyReadLike() {
    assertThat(
            Printer.print(
                List.of(
                    Insns.mov64(R1, R2),
                    Insns.mov32(R1, R2),
                    Insns.mov32(R1, 7),
                    Insns.add64(R1, 7),
                    Insns.alu32(AluOp.RSH, R1, R2),
                    Insns.neg64(R1),
                    Insns.neg32(R1),
                    Insns.movsx64(32, R1, R2),
                    Insns.movsx32(8, R1, R2),
                    Insns.be(16, R1),
                    Insns.le(32, R1),
                    Insns.bswap(64, R1),
                    Insns.loadMapFd(R1, 5),
                    Insns.loadMapValue(R1, 5, 8),
                    Insns.load(Size.W, R2, R1, 4),
                    Insns.loadSx(Size.B, R2, R1, 4),
                    Insns.store(Size.DW, Register.FP, -8, R1),
                    Insns.storeImm(Size.B, Register.FP, -8, 1),
                    Insns.atomic(Size.DW, AtomicOp.ADD, R1, 0, R2),
                    Insns.atomicFetch(Size.DW, AtomicOp.CMPXCHG, R1, 0, R2),
                    Insns.loadPacket(Size.H, 12),
                    Insns.loadPacket(Size.H, R1, 12),
                    Insns.jump(3),
                    Insns.jumpIf(Condition.SGE, R1, R2, 3),
                    Insns.jumpIf32(Condition.LT, R1, R2, 3),
                    Insns.jumpIf32(Condition.SET, R1, 2, 3),
                    Insns.call(1))))
        .isEqualTo(
            """
            r1 = r2
            w1 = w2
            w1 = 7
            r1 += 7
            w1 >>= w2
            r1 = -r1
            w1 = -w1
            r1 = (s32)r2
            w1 = (s8)w2
            r1 = be16 r1
            r1 = le32 r1
            r1 = bswap64 r1
            r1 = map[fd:5]
            r1 = map[fd:5][0]+8
            r2 = *(u32 *)(r1 + 4)
            r2 = *(s8 *)(r1 + 4)
            *(u64 *)(r10 - 8) = r1
            *(u8 *)(r10 - 8) = 1
            lock *(u64 *)(r1 + 0) += r2
            r0 = cmpxchg_64(r1 + 0, r0, r2)
            r0 = *(u16 *)skb[12]
            r0 = *(u16 *)skb[r1 + 12]
            goto +3
            if r1 s>= r2 goto +3
            if w1 < w2 goto +3
            if w1 & 2 goto +3
            call 1
            """);
    assertThatThrownBy(() -> Insns.load(Size.W, R2, R1, 32768))
        .hasMessage("offset 32768 does not fit 16 bits: -32768 to 32767");
  }
}
