package io.github.bpf4j.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Where control goes, and where it must not.
class ControlFlowTest {

  private static final String TWO_FUNCTIONS =
      """
        r6 = 0x1 ll           # 0, slots 0 and 1
      again:
        call twice            # 1, slot 2
        r6 -= 1               # 2
        if r6 != 0 goto again # 3
        may_goto out          # 4
        r1 = subprog[twice]   # 5, slots 6 and 7
      out:
        exit                  # 6, slot 8
      twice:
        r0 = r1               # 7
        r0 += r1              # 8
        exit                  # 9
      """;

  @Test
  void offsetsBecomeIndexes() {
    ControlFlow flow = ControlFlow.of(Assembler.assemble(TWO_FUNCTIONS));

    assertThat(IntStream.range(0, 10).mapToObj(flow::target))
        .containsExactly(
            OptionalInt.empty(),
            OptionalInt.of(7),
            OptionalInt.empty(),
            OptionalInt.of(1),
            OptionalInt.of(6),
            OptionalInt.of(7),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());
    assertThat(flow.slot(6)).isEqualTo(8);
    assertThat(flow.slot(10)).isEqualTo(12);
    assertThat(flow.indexOf(8)).isEqualTo(6);
    assertThatThrownBy(() -> flow.indexOf(7)).hasMessage("no instruction starts at slot 7");
    assertThatThrownBy(() -> flow.indexOf(12)).hasMessage("no instruction starts at slot 12");
  }

  @Test
  void successorsStayInTheFunction() {
    ControlFlow flow = ControlFlow.of(Assembler.assemble(TWO_FUNCTIONS));

    assertThat(flow.successors(1)).containsExactly(2);
    assertThat(flow.successors(3)).containsExactly(4, 1);
    assertThat(flow.successors(4)).containsExactly(5, 6);
    assertThat(flow.successors(5)).containsExactly(6);
    assertThat(flow.successors(6)).isEmpty();
    assertThat(ControlFlow.of(Assembler.assemble("here: goto here")).successors(0))
        .containsExactly(0);
  }

  @Test
  void whatIsCalledIsAFunction() {
    assertThat(ControlFlow.of(Assembler.assemble(TWO_FUNCTIONS)).functions())
        .containsExactly(new ControlFlow.Function(0, 7), new ControlFlow.Function(7, 10));
  }

  @Test
  void leadersStartBlocks() {
    BitSet leaders = ControlFlow.of(Assembler.assemble(TWO_FUNCTIONS)).leaders();

    assertThat(leaders.stream()).containsExactly(0, 1, 4, 5, 6, 7);
  }

  @Test
  void allThatIsWrongIsReported() {
    List<Insn> insns =
        Assembler.assemble(
            """
              r1 = 0x1 ll
              if r1 == 0 goto -2
              goto +100
              gotol -2147483648
              call f
            f:
              goto -6
              r0 = 0
            """);

    assertThatThrownBy(() -> ControlFlow.of(insns))
        .isInstanceOf(ControlFlowException.class)
        .hasMessage(
            """
            slot 2: 'if r1 == 0 goto -2' goes to slot 1, the middle of a 64-bit load
            slot 3: 'goto +100' goes to slot 104, outside the program's 8
            slot 4: 'gotol -2147483648' goes to slot -2147483643, outside the program's 8
            slot 5: 'call pc+0' is the last instruction of its function: that must be exit or goto
            slot 6: 'goto -6' goes to slot 1, the middle of a 64-bit load
            slot 7: 'r0 = 0' is the last instruction of its function: that must be exit or goto\
            """);
  }

  @Test
  void aJumpIntoAnotherFunctionIsWrong() {
    assertThatThrownBy(() ->
            ControlFlow.of(
                Assembler.assemble(
                    """
                      call f
                      exit
                    f:
                      r0 = 1
                    inside:
                      if r0 == 0 goto -4
                      exit
                    """)))
        .hasMessage("slot 3: 'if r0 == 0 goto -4' goes to slot 0, in another function");
  }

  @Test
  void anEmptyProgramIsNone() {
    assertThatThrownBy(() -> ControlFlow.of(List.of()))
        .hasMessage("the program is empty: it needs at least an exit");
  }
}
