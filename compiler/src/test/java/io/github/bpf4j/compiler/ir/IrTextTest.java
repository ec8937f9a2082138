package io.github.bpf4j.compiler.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The text form: what is printed reads back, and broken functions are told apart.
class IrTextTest {
  private static final String PROGRAM =
      """
      function funXdp
      stack s0 8 align 8
      b0(v1:pointer):
        v2:pointer = load.w v1+4 ; FunXdp.java:14 funXdp
        v3:pointer = load.w v1+0 ; FunXdp.java:14 funXdp
        v4:pointer = offset v3, 14L
        if v4 > v2 goto b1(-1, 5L) else b2 ; FunXdp.java:14 funXdp
      b1(v5:i32, v6:i64) cold:
        v7:i32 = load.sh @0[4]-8
        store.dw s0+0, v6
        v8:i64 = call 1(@0, s0, null, 7P)
        atomic_add.dw v1+8, 1L
        v9:i32 = atomic_cmpxchg.w v1+4, v7, 5
        switch v7 {1: b2; -2: b3(v5)} else b3(7) ; FunXdp.java:15 <init>
      b2:
        gate 3 on b3(9) off b3(1)
      b3(v10:i32):
        v11:i32 = bswap16 v10
        jump b4
      b4:
        return v11
      """;

  @Test
  void whatIsPrintedReadsBack() {
    var function = IrParser.parse(PROGRAM);
    IrChecker.check(function);
    assertThat(IrPrinter.print(function)).isEqualTo(PROGRAM);
  }

  @Test
  void aLineThatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> IrParser.parse(PROGRAM.replace("jump b4", "jump b9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot read 'jump b9': no block b9");
  }

  @Test
  void dominatorsOfADiamondAndALoop() {
    var function =
        IrParser.parse(
            """
            b0(v1:pointer):
              if v1 == null goto b1 else b2
            b1:
              jump b3(0)
            b2:
              jump b3(1)
            b3(v2:i32):
              v3:i32 = add v2, 1
              if v3 < 9 goto b3(v3) else b4
            b4:
              return v3
            b5:
              return 0
            """);
    IrChecker.check(function);
    var blocks = function.blocks();
    var dominators = Dominators.of(function);
    assertThat(dominators.reversePostorder()).containsExactlyElementsOf(blocks.subList(0, 5));
    assertThat(dominators.immediateDominator(blocks.get(3))).isSameAs(blocks.get(0));
    assertThat(dominators.immediateDominator(blocks.get(4))).isSameAs(blocks.get(3));
    assertThat(dominators.immediateDominator(blocks.get(0))).isNull();
    assertThat(dominators.predecessors(blocks.get(3)))
        .containsExactly(blocks.get(1), blocks.get(2), blocks.get(3));
    assertThat(dominators.dominates(blocks.get(1), blocks.get(3))).isFalse();
    assertThat(dominators.dominates(blocks.get(3), blocks.get(3))).isTrue();
    assertThat(dominators.isReachable(blocks.get(5))).isFalse();
    assertThat(dominators.children(blocks.get(0))).containsExactlyElementsOf(blocks.subList(1, 4));
  }

  @Test
  void brokenFunctionsAreRefused() {
    refused("a value is used before it is there", "v2:i32 = add v3, 1", "not defined on every way");
    refused("types differ", "v2:i64 = add 1L, 1", "does not take");
    refused("a long as shift count", "v2:i64 = shl 1L, 1L", "does not take");
    refused("eight bytes are no int", "v2:i32 = load.dw v1+0", "does not take");
    refused("half a pointer stored", "store.w v1+0, v1", "does not take");
    refused("a number as address", "v2:i32 = load.w 4L+0", "does not take");
  }

  @Test
  void aPointerIntoThePacketIsNotUsedAfterThePacketMoved() {
    outlives("v2:pointer = load.w v1+0\nv3:i64 = call 44(v1, 4)\nv4:i32 = load.b v2+0\nreturn v4");
    outlives(
        "v2:pointer = load.w v1+4\nv3:i64 = call 65(v1, 4)\nv4:pointer = offset v2, 4L\nreturn 0");
    outlives(
        """
        v2:pointer = load.w v1+0
        v3:pointer = offset v2, 14L
        jump b1(v3)
        b1(v4:pointer):
        v5:i32 = load.b v4+0
        v6:i64 = call 44(v1, 4)
        if v5 == 0 goto b1(v4) else b2
        b2:
        return 0\
        """);
    outlives(
        """
        v2:pointer = load.w v1+0
        v3:i32 = load.w v1+12
        if v3 == 1 goto b1 else b2
        b1:
        v4:i64 = call 54(v1, -4)
        jump b2
        b2:
        v5:i32 = load.b v2+0
        return v5\
        """);
    IrChecker.check(
        IrParser.parse(
            """
            b0(v1:pointer):
              v2:pointer = load.w v1+0
              v3:i32 = load.b v2+0
              v4:i64 = call 44(v1, v3)
              v5:pointer = load.w v1+0
              v6:i32 = load.b v5+0
              return v6
            """));
  }

  private static void outlives(String code) {
    var function = IrParser.parse("b0(v1:pointer):\n" + code + "\n");
    assertThatThrownBy(() -> IrChecker.check(function))
        .as(code)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a pointer into the packet is used after");
  }

  private static void refused(String why, String line, String message) {
    var function =
        IrParser.parse("b0(v1:pointer):\n" + line + "\njump b1\nb1:\nv3:i32 = neg 1\nreturn v3\n");
    assertThatThrownBy(() -> IrChecker.check(function))
        .as(why)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }
}
