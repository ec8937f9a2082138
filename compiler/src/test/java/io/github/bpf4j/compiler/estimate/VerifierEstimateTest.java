package io.github.bpf4j.compiler.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bpf4j.isa.Assembler;
import io.github.bpf4j.object.LineInfo;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierEstimateTest {
  private static VerifierEstimate estimate(String text) {
    return VerifierEstimate.of(
        ProgramDefinition.of("run", ProgramType.XDP, Assembler.assemble(text)));
  }

  private static int count(String text) {
    return estimate(text).instructions();
  }

  @Test
  void aLineIsWalkedOnce() {
    assertThat(count("r0 = 2\nr1 = 3\nexit")).isEqualTo(3);
  }

  @Test
  void whatBothWaysLeadToIsWalkedOnceWhereNothingIsComparedLater() {
    assertThat(
            count(
                """
                r0 = *(u32 *)(r1 + 0)
                if r0 == 1 goto other
                r2 = 1
                goto end
                other:
                r2 = 2
                end:
                r0 = 2
                exit
                """))
        .isEqualTo(7);
  }

  @Test
  void whatIsComparedLaterKeepsWaysApart() {
    assertThat(
            count(
                """
                r0 = *(u32 *)(r1 + 0)
                r2 = 1
                if r0 == 1 goto +1
                r2 = 2
                if r2 == 1 goto +1
                r0 = 3
                exit
                """))
        .as("the second comparison twice")
        .isEqualTo(7 + 1);
  }

  @Test
  void aLoopIsWalkedAsOftenAsItRuns() {
    assertThat(count("r1 = 0\nloop:\nr1 += 1\nif r1 < 3 goto loop\nexit")).isEqualTo(8);
  }

  @Test
  void aCounterOnTheStackIsFollowed() {
    assertThat(
            count(
                """
                *(u64 *)(r10 - 8) = 0
                loop:
                r1 = *(u64 *)(r10 - 8)
                r1 += 1
                *(u64 *)(r10 - 8) = r1
                if r1 < 10 goto loop
                exit
                """))
        .isEqualTo(1 + 10 * 4 + 1);
  }

  @Test
  void aLoopUpToAnUnknownNumberIsWalkedUpToItsBound() {
    assertThat(
            count(
                """
                r2 = *(u32 *)(r1 + 0)
                if w2 > 16 goto end
                w3 = 0
                loop:
                if w3 >= w2 goto end
                w3 += 1
                goto loop
                end:
                r0 = 2
                exit
                """))
        .isBetween(3 * 16, 3 * 16 + 60);
  }

  @Test
  void aLoopThatIsAlwaysTheSameIsWalkedOnce() {
    assertThat(
            count(
                """
                loop:
                r2 = *(u8 *)(r1 + 0)
                if r2 == 7 goto end
                goto loop
                end:
                exit
                """))
        .isEqualTo(4);
  }

  @Test
  void aFunctionIsWalkedForEachCall() {
    assertThat(count("call f\ncall f\nexit\nf:\nr0 = 1\nexit")).isEqualTo(3 + 2 * 2);
  }

  @Test
  void aCallbackIsWalked() {
    assertThat(count("r2 = subprog[f]\nr0 = 1\nexit\nf:\nr0 = 0\nexit")).isEqualTo(5);
  }

  @Test
  void aLoopWithoutAnEndIsTooMuch() {
    assertThat(estimate("r1 = 0\nloop:\nr1 += 1\nif r1 != 0 goto loop\nexit").isTooMuch()).isTrue();
  }

  @Test
  void theLineWithTheLargestShareComesFirst() {
    var insns = Assembler.assemble("r1 = 0\nloop:\nr1 += 1\nif r1 < 3 goto loop\nr0 = 2\nexit");
    var lines =
        List.of(
            new LineInfo(0, "Run.java", 4, "int i = 0;"),
            new LineInfo(1, "Run.java", 5, "while (++i < 3);"),
            new LineInfo(3, "Run.java", 4, "int i = 0;"));
    var program =
        new ProgramDefinition(
            "run",
            ProgramType.XDP,
            insns,
            List.of(),
            lines,
            List.of(),
            List.of(),
            List.of(),
            -1,
            -1);
    assertThat(VerifierEstimate.of(program).shares())
        .extracting(VerifierEstimate.Share::line, VerifierEstimate.Share::instructions)
        .containsExactly(tuple(lines.get(1), 6), tuple(lines.get(0), 3));
  }
}
