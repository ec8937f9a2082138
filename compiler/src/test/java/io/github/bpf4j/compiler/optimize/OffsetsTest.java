package io.github.bpf4j.compiler.optimize;

import static io.github.bpf4j.compiler.optimize.PassExample.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.guard.ProvenOffsets;
import io.github.bpf4j.compiler.guard.UpperBounds;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.Op;
import org.junit.jupiter.api.Test;

/// Passes over offsets into the packet that are known only when it is there.
class OffsetsTest {
  @Test
  void aSumThatCannotBeTooLargeIsNotChecked() {
    check(
        new ProvenOffsets(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.h v1+2
            if v2 == 1 goto b1(v3) else b1(14)
          b1(v4:i32):
            v5:i32 = shl v2, 3
            v6:i32 = add v4, v5
            v7:i64 = zext32 v6
        -   if v7 <= 67575L goto b2 else b3
        +   jump b2
          b2:
            return v6
          b3:
            return 0
        """);
  }

  @Test
  void oneLessThanTheLargestSumIsChecked() {
    check(
        new ProvenOffsets(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.h v1+2
            if v2 == 1 goto b1(v3) else b1(14)
          b1(v4:i32):
            v5:i32 = shl v2, 3
            v6:i32 = add v4, v5
            v7:i64 = zext32 v6
            if v7 <= 67574L goto b2 else b3
          b2:
            return v6
          b3:
            return 0
        """);
  }

  @Test
  void whatGrowsRoundALoopIsChecked() {
    check(
        new ProvenOffsets(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            jump b1(v2)
          b1(v3:i32):
            v4:i32 = add v3, 1
            if v4 <= 1000 goto b1(v4) else b2
          b2:
            return v4
        """);
  }

  @Test
  void boundsAreThoseOfTheVerifier() {
    var function =
        IrParser.parse(
            """
            function f
            b0(v1:pointer):
              v2:i32 = load.b v1+0
              v3:i32 = load.w v1+4
              v4:i32 = load.sb v1+1
              v5:i32 = and v3, 60
              v6:i32 = mul v2, 257
              v7:i32 = shr v3, 20
              v8:i32 = or v2, 256
              v9:i32 = bswap16 v2
              v10:i32 = sub v2, 1
              v11:i32 = shl v2, 24
              v12:i32 = udiv v2, 3
              return v2
            """);
    var bounds = UpperBounds.of(function);
    assertThat(function.entry().instructions())
        .filteredOn(i -> i.op() != Op.LOAD || i.size().bytes() == 1)
        .extracting(bounds::of)
        .containsExactly(
            255L,
            UpperBounds.UNKNOWN,
            60L,
            65_535L,
            4_095L,
            511L,
            UpperBounds.UNKNOWN,
            UpperBounds.UNKNOWN,
            UpperBounds.UNKNOWN,
            UpperBounds.UNKNOWN);
    assertThat(function.entry().instructions()).hasOnlyElementsOfType(Instruction.class);
  }

  @Test
  void headersBehindHeadersAreReachedByPointersThatMoveOn() {
    check(
        new PointersAtJoins(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.b v1+12
        -   if v3 == 1 goto b1(14) else b1(18)
        +   if v3 == 1 goto b4 else b5
        + b1(v4:pointer):
        - b1(v4:i32):
        -   v5:i64 = zext32 v4
        -   v6:pointer = offset v2, v5
        -   v7:i32 = load.b v6+1
        +   v7:i32 = load.b v4+1
            if v3 == 2 goto b2(v4) else b3
          b3:
            v8:i32 = shl v7, 3
        -   v9:i32 = add v4, v8
        +   v14:i64 = zext32 v8
        +   v9:pointer = offset v4, v14
            jump b2(v9)
        + b2(v10:pointer):
        - b2(v10:i32):
        -   v11:i64 = zext32 v10
        -   v12:pointer = offset v2, v11
        -   v13:i32 = load.b v12+0
        +   v13:i32 = load.b v10+0
            return v13
        + b4:
        +   v15:pointer = offset v2, 14L
        +   jump b1(v15)
        + b5:
        +   v16:pointer = offset v2, 18L
        +   jump b1(v16)
        """);
  }

  @Test
  void anOffsetThatIsCheckedOrUsedOtherwiseStaysOne() {
    check(
        new PointersAtJoins(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.h v1+12
            if v3 == 1 goto b1(14, 18) else b1(v3, v3)
          b1(v4:i32, v5:i32):
            v6:i64 = zext32 v4
            if v6 <= 1000L goto b2 else b3
          b2:
            v7:pointer = offset v2, v6
            v8:i32 = load.b v7+1
            v9:i64 = zext32 v5
            v10:pointer = offset v2, v9
            v11:i32 = load.b v10+1
            store.w v1+4, v5
            return v11
          b3:
            return 0
        """);
  }

  @Test
  void anOffsetOfTwoPointersAndOneThatGoesRoundALoopStayOffsets() {
    check(
        new PointersAtJoins(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.b v1+12
            if v3 == 1 goto b1(14) else b1(18)
          b1(v4:i32):
            v5:i64 = zext32 v4
            v6:pointer = offset v2, v5
            v7:pointer = offset v1, v5
            v8:i32 = load.b v6+1
            v9:i32 = load.b v7+1
            jump b2(v9)
          b2(v10:i32):
            v11:i64 = zext32 v10
            v12:pointer = offset v2, v11
            v13:i32 = load.b v12+0
            if v13 == v8 goto b3 else b2(v13)
          b3:
            return v13
        """);
  }

  @Test
  void aPointerPlusASumIsAPointerThatIsThereAndTheRest() {
    check(
        new PointerSums(),
        """
          b0(v1:pointer):
            v2:i32 = load.h v1+12
            v3:i32 = load.b v1+14
            v4:i64 = zext32 v2
            v5:pointer = offset v1, v4
            v6:i32 = add v2, v3
            v7:i64 = zext32 v6
        +   v11:i64 = zext32 v3
        -   v8:pointer = offset v1, v7
        +   v8:pointer = offset v5, v11
            v9:i32 = load.b v8+0
            v10:i32 = load.b v5+0
            return v9
        """);
  }

  @Test
  void aConstantBecomesPartOfTheAddress() {
    check(
        new PointerSums(),
        """
          b0(v1:pointer):
            v2:i32 = load.h v1+12
            v3:i32 = add v2, 14
            v4:i64 = zext32 v3
        +   v7:i64 = zext32 v2
        -   v5:pointer = offset v1, v4
        +   v8:pointer = offset v1, v7
        +   v5:pointer = offset v8, 14L
            v6:i32 = load.b v5+0
            return v6
        """);
  }

  @Test
  void aSumThatMayWrapAroundStaysASum() {
    check(
        new PointerSums(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            v3:i32 = add v2, 14
            v4:i64 = zext32 v3
            v5:pointer = offset v1, v4
            v6:i32 = load.b v5+0
            return v6
        """);
  }

  @Test
  void constantsOfASumAreAddedLast() {
    check(
        new ConstantsLast(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.b v1+1
            v4:i32 = add v2, 1
        -   v5:i32 = shl v4, 3
        +   v7:i32 = shl v2, 3
        +   v5:i32 = add v7, 8
            v6:i32 = add v3, v5
            return v6
        """);
    check(
        new ConstantsLast(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.b v1+1
            v4:i32 = add v2, 8
        -   v5:i32 = add v3, v4
        +   v6:i32 = add v3, v2
        +   v5:i32 = add v6, 8
            return v5
        """);
  }

  @Test
  void aSumThatIsCheckedIsNotTakenApart() {
    check(
        new ConstantsLast(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.b v1+1
            v4:i32 = add v2, 1
            if v4 <= 5 goto b1 else b2
          b1:
            v5:i32 = shl v4, 3
            v6:i32 = add v3, v5
            return v6
          b2:
            return 0
        """);
  }
}
