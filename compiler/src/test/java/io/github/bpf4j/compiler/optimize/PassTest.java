package io.github.bpf4j.compiler.optimize;

import static io.github.bpf4j.compiler.optimize.PassExample.check;

import io.github.bpf4j.compiler.guard.RedundantChecks;
import org.junit.jupiter.api.Test;

/// Each pass by what it does to a small function: as a change.
class PassTest {
  @Test
  void aBranchWhoseWayIsKnownIsAJump() {
    check(
        new SimplifyGraph(),
        """
          b0(v1:pointer):
        -   if 3 s< 4 goto b1 else b2
        - b1:
            return 1
        - b2:
        -   return 2
        """);
  }

  @Test
  void aSwitchKeepsOnlyCasesThatCanHappenAndDiffer() {
    check(
        new SimplifyGraph(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
        -   switch v2 {1: b1; 2: b2; 300: b3} else b2
        +   if v2 == 1 goto b1 else b2
          b1:
            return 1
          b2:
            return 2
        - b3:
        -   return 3
        """);
  }

  @Test
  void blocksThatOnlyJumpAreSkipped() {
    check(
        new SimplifyGraph(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
        -   if v2 == 1 goto b1(5) else b2
        +   if v2 == 1 goto b1(5) else b1(6)
          b1(v3:i32):
        -   jump b3(v3)
        - b2:
        -   jump b3(6)
        - b3(v4:i32):
        -   return v4
        +   return v3
        """);
  }

  @Test
  void aParameterThatAlwaysGetsTheSameIsThatValue() {
    check(
        new SimplifyParameters(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
        -   jump b1(v2, 0)
        - b1(v3:i32, v4:i32):
        -   v5:i32 = add v4, v3
        -   if v5 s< 10 goto b1(v3, v5) else b2
        +   jump b1(0)
        + b1(v4:i32):
        +   v5:i32 = add v4, v2
        +   if v5 s< 10 goto b1(v5) else b2
          b2:
        -   return v3
        +   return v2
        """);
  }

  @Test
  void aParameterThatNobodyReadsIsGoneWithTheLoopThatCarriesIt() {
    check(
        new SimplifyParameters(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
        -   jump b1(0, 0)
        - b1(v3:i32, v4:i32):
        -   if v2 == 1 goto b1(v4, v3) else b2
        +   jump b1
        + b1:
        +   if v2 == 1 goto b1 else b2
          b2:
            return 2
        """);
  }

  @Test
  void theSameIsComputedOnceWhereOneDominatesTheOther() {
    check(
        new ValueNumbering(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+16
            v3:i32 = and v2, 7
            if v3 == 1 goto b1 else b2
          b1:
        -   v4:i32 = load.w v1+16
        -   v5:i32 = and v4, 7
        -   return v5
        +   return v3
          b2:
            v6:i32 = add v2, 1
            return v6
        """);
  }

  @Test
  void whatIsComputedOnTwoWaysIsNotHoisted() {
    String function =
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+16
            if v2 == 1 goto b1 else b2
          b1:
            v3:i32 = add v2, 7
            return v3
          b2:
            v4:i32 = add v2, 7
            return v4
        """;
    check(new ValueNumbering(), function);
  }

  @Test
  void packetLoadsAreNotTheSameWhereThePacketIsWritten() {
    String function =
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.b v2+0
            store.b v2+0, 1
            v4:i32 = load.b v2+0
            v5:i32 = add v3, v4
            return v5
        """;
    check(new ValueNumbering(), function);
  }

  @Test
  void pointersToThePacketAreNotTheSameOnceItMoved() {
    String moves =
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 14L
            if v4 <= v3 goto b1 else b2
          b1:
            v5:i32 = load.h v2+12
            v6:i64 = call 44(v1, 4)
            v7:pointer = load.w v1+0
            v8:pointer = load.w v1+4
            v9:pointer = offset v7, 14L
            if v9 <= v8 goto b3 else b2
          b2:
            return 0
          b3:
            v10:i32 = load.h v7+12
            v11:i32 = sub v5, v10
            return v11
        """;
    check(new ValueNumbering(), moves);
    check(new RedundantChecks(), moves);
  }

  @Test
  void otherFieldsOfTheContextStayTheSameWhenThePacketMoves() {
    check(
        new ValueNumbering(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            v3:i64 = call 65(v1, 4)
        -   v4:i32 = load.w v1+12
        -   v5:i32 = sub v4, v2
        -   return v5
        +   return 0
        """);
  }

  @Test
  void deadCodeGoesAndEffectsStay() {
    check(
        new DeadCode(),
        """
          stack s0 8 align 8
          b0(v1:pointer):
        -   v2:i32 = load.w v1+16
        -   v3:i32 = add v2, 7
            store.dw s0+0, 0L
            v4:i64 = call 5()
            return 2
        """);
  }

  @Test
  void aCheckOfFewerBytesThanAreKnownIsGone() {
    check(
        new RedundantChecks(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 34L
            if v4 <= v3 goto b1 else b3
          b1:
            v5:pointer = offset v2, 14L
        -   if v5 <= v3 goto b2 else b3
        +   jump b2
          b2:
            return 2
          b3:
            return 0
        """);
  }

  @Test
  void aCheckOfMoreBytesStays() {
    String function =
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 14L
            if v4 <= v3 goto b1 else b3
          b1:
            v5:pointer = offset v2, 34L
            if v5 <= v3 goto b2 else b3
          b2:
            return 2
          b3:
            return 0
        """;
    check(new RedundantChecks(), function);
  }

  @Test
  void aCheckOnTheOtherWayProvesNothing() {
    String function =
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 34L
            if v4 <= v3 goto b1 else b2
          b1:
            jump b2
          b2:
            if v4 <= v3 goto b3 else b4
          b3:
            return 2
          b4:
            return 0
        """;
    check(new RedundantChecks(), function);
  }

  @Test
  void aConstantThatSettlesABranchGoesThereAtOnce() {
    check(
        new ThreadJumps(),
        """
          b0(v1:pointer):
            v2:i32 = load.h v1+16
        -   switch v2 {8: b1(0); 1544: b1(1)} else b1(2)
        +   switch v2 {8: b4; 1544: b5} else b1(2)
          b1(v3:i32):
            if v3 == 0 goto b2 else b3
          b2:
            return 1
          b3:
            return 2
        + b4:
        +   jump b2
        + b5:
        +   jump b3
        """);
  }

  @Test
  void aValueThatIsUsedBehindTheBranchIsChosenThere() {
    check(
        new ThreadJumps(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+16
        -   if v2 == 5 goto b1(0) else b2
        +   if v2 == 5 goto b5 else b2
          b2:
            jump b1(v2)
          b1(v3:i32):
        -   if v3 == 0 goto b3 else b4
        - b3:
        -   return v3
        +   if v3 == 0 goto b3(v3) else b4
        + b3(v4:i32):
        +   return v4
          b4:
            return 2
        + b5:
        +   jump b3(0)
        """);
  }

  @Test
  void whatIsKeptNeedNotBeSwapped() {
    check(
        new ValueNumbering(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
            v3:i32 = bswap32 v2
        -   keep v3
        +   keep v2
            return 2
        """);
  }

  @Test
  void whatFoldsToAValueFarBackIsThatValue() {
    check(
        new ValueNumbering(),
        """
          b0(v1:pointer):
            v2:i32 = load.h v1+6
            v3:i32 = bswap16 v2
            v4:i32 = sext16 v3
        -   v5:i32 = bswap16 v4
        -   store.h v1+0, v5
        +   store.h v1+0, v2
            return 1
        """);
  }
}
