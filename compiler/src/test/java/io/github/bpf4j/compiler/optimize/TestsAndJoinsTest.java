package io.github.bpf4j.compiler.optimize;

import static io.github.bpf4j.compiler.optimize.PassExample.check;

import io.github.bpf4j.compiler.guard.CoalesceChecks;
import org.junit.jupiter.api.Test;

/// Passes over tests and what depends on them.
class TestsAndJoinsTest {
  @Test
  void aValueThatWasFoundEqualToAConstantIsThatConstant() {
    check(
        new KnownValues(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            v3:i32 = load.b v1+1
            if v2 == 5 goto b1 else b2
          b1:
        -   v4:i32 = add v2, v3
        +   v4:i32 = add 5, v3
            return v4
          b2:
            switch v3 {1: b3; 2: b4; 3: b4} else b5
          b3:
        -   return v3
        +   return 1
          b4:
            return v3
          b5:
            return v2
        """);
  }

  @Test
  void aBlockWithAnotherWayInKnowsNothing() {
    check(
        new KnownValues(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+0
            if v2 == 5 goto b2 else b1
          b1:
            if v2 s< 7 goto b2 else b3
          b2:
            return v2
          b3:
            return 0
        """);
  }

  @Test
  void testsOfDifferentBitsAreOne() {
    check(
        new MergeTests(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+14
            v3:i32 = shr v2, 4
        -   if v3 == 4 goto b1 else b3
        +   if v2 == 69 goto b1 else b3
          b1:
            v4:i32 = and v2, 15
        -   if v4 != 5 goto b3 else b2
        +   jump b2
          b2:
            return 1
          b3:
            return 2
        """);
  }

  @Test
  void testsOfSomeBitsNeedAMask() {
    check(
        new MergeTests(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+14
            v3:i32 = and v2, 2
        -   if v3 == 2 goto b1 else b3
        +   v5:i32 = and v2, 18
        +   if v5 == 2 goto b1 else b3
          b1:
            v4:i32 = and v2, 16
        -   if v4 == 0 goto b2 else b3
        +   jump b2
          b2:
            return 1
          b3:
            return 2
        """);
  }

  @Test
  void testsForTwoNumbersThatDifferInOneBitAreOne() {
    check(
        new MergeTests(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+34
        -   if v2 == 8 goto b2 else b1
        +   v3:i32 = and v2, 247
        +   if v3 == 0 goto b2 else b1
          b1:
        -   if v2 == 0 goto b2 else b3
        +   jump b3
          b2:
            return 1
          b3:
            return 2
        """);
  }

  @Test
  void testsBetweenWhichSomethingHappensStayTwo() {
    check(
        new MergeTests(),
        """
          b0(v1:pointer):
            v2:i32 = load.b v1+14
            v3:i32 = shr v2, 4
            if v3 == 4 goto b1 else b3
          b1:
            store.b v1+20, 1
            v4:i32 = and v2, 15
            if v4 == 5 goto b2 else b3
          b2:
            return 1
          b3:
            return 2
        """);
  }

  @Test
  void aCheckAsksAtOnceForWhatTheNextOneAsksFor() {
    check(
        new CoalesceChecks(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 14L
        -   if v4 <= v3 goto b1 else b4
        +   v7:pointer = offset v2, 34L
        +   if v7 <= v3 goto b1 else b4
          b1:
            v5:i32 = load.h v2+12
            if v5 != 8 goto b4 else b2
          b2:
            v6:pointer = offset v2, 34L
            if v6 <= v3 goto b3 else b4
          b3:
            return 1
          b4:
            return 2
        """);
  }

  @Test
  void aCheckStaysShortWhereAShortPacketMayDoSomethingElse() {
    check(
        new CoalesceChecks(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 14L
            if v4 <= v3 goto b1 else b4
          b1:
            v5:i32 = load.h v2+12
            if v5 != 8 goto b3 else b2
          b2:
            v6:pointer = offset v2, 34L
            if v6 <= v3 goto b3 else b4
          b3:
            return 1
          b4:
            return 2
        """);
    check(
        new CoalesceChecks(),
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:pointer = load.w v1+4
            v4:pointer = offset v2, 14L
            if v4 <= v3 goto b1 else b4
          b1:
            store.h v2+12, 8
            v6:pointer = offset v2, 34L
            if v6 <= v3 goto b3 else b4
          b3:
            return 1
          b4:
            return 2
        """);
  }

  @Test
  void whatABranchChoosesIsBroughtAlong() {
    check(
        new DecideAtJoin(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
        -   if v2 == 1 goto b1(0) else b1(1)
        - b1(v3:i32):
        +   if v2 == 1 goto b1(0, 2) else b1(1, 1)
        + b1(v3:i32, v7:i32):
            store.w v1+4, v3
        -   switch v3 {0: b2(2, v2); 1: b2(1, v2)} else b2(0, v2)
        +   jump b2(v7, v2)
          b2(v4:i32, v5:i32):
            v6:i32 = add v4, v5
            return v6
        """);
  }

  @Test
  void aBranchByWhatOneWayDoesNotKnowStays() {
    check(
        new DecideAtJoin(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
            if v2 == 1 goto b1(0) else b1(v2)
          b1(v3:i32):
            if v3 == 0 goto b2(2) else b2(1)
          b2(v4:i32):
            return v4
        """);
  }

  @Test
  void whatIsOnlyStoredInTheStackEachWayStoresItself() {
    check(
        new StoreBeforeJoin(),
        """
          stack s0 4 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
        -   if v2 == 1 goto b2(0) else b1
        +   if v2 == 1 goto b3 else b1
          b1:
        -   jump b2(v2)
        - b2(v3:i32):
        -   store.w s0+0, v3
        +   store.w s0+0, v2
        +   jump b2
        + b2:
            v4:pointer = call 1(@0, s0)
            return 2
        + b3:
        +   store.w s0+0, 0
        +   jump b2
        """);
  }

  @Test
  void storesOfOtherBytesAreNotInTheWay() {
    check(
        new StoreBeforeJoin(),
        """
          stack s0 8 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
        -   if v2 == 1 goto b1(0) else b1(v2)
        +   if v2 == 1 goto b2 else b3
        - b1(v3:i32):
        + b1:
            store.w s0+4, v2
        -   store.w s0+0, v3
            v4:pointer = call 1(@0, s0)
            return 2
        + b2:
        +   store.w s0+0, 0
        +   jump b1
        + b3:
        +   store.w s0+0, v2
        +   jump b1
        """);
    check(
        new StoreBeforeJoin(),
        """
          stack s0 8 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            if v2 == 1 goto b1(0) else b1(v2)
          b1(v3:i32):
            store.w s0+0, v2
            store.b s0+3, v3
            v4:pointer = call 1(@0, s0)
            return 2
        """);
  }

  @Test
  void whatWasSwappedOnEachWayToBeSwappedBackIsNotSwapped() {
    check(
        new ComputeBeforeJoin(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
            if v2 == 1 goto b1 else b2
          b1:
            v3:i32 = load.w v1+4
            v4:i32 = bswap32 v3
        +   v9:i32 = bswap32 v4
        -   jump b3(v4)
        +   jump b3(v9)
          b2:
            if v2 == 2 goto b3(0) else b4
          b4:
            v5:i32 = load.w v1+8
            v6:i32 = bswap32 v5
        +   v10:i32 = bswap32 v6
        -   jump b3(v6)
        +   jump b3(v10)
          b3(v7:i32):
        -   v8:i32 = bswap32 v7
        -   store.w v1+12, v8
        +   store.w v1+12, v7
            return 2
        """);
  }

  @Test
  void whatIsSwappedOnceForAllOrUsedAsItIsStaysInItsPlace() {
    check(
        new ComputeBeforeJoin(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
            if v2 == 1 goto b1(v2, 5) else b2
          b2:
            v3:i32 = load.w v1+8
            v4:i32 = bswap32 v3
            v5:i32 = bswap32 v2
            jump b1(v4, v5)
          b1(v6:i32, v7:i32):
            v8:i32 = bswap32 v6
            store.w v1+12, v8
            v9:i32 = bswap32 v7
            store.w v1+16, v9
            return v7
        """);
  }

  @Test
  void aByteIsNotExtendedOnlyToBeStored() {
    check(
        new NarrowArguments(),
        """
          b0(v1:pointer):
            v2:i32 = load.w v1+0
            v3:i32 = sext8 v2
            v4:i32 = and v2, 255
        -   if v2 == 1 goto b1(v3) else b2(v4, v3)
        +   if v2 == 1 goto b1(v3) else b2(v2, v3)
          b1(v5:i32):
            jump b2(v5, v5)
          b2(v6:i32, v7:i32):
            store.b v1+12, v6
            store.h v1+14, v7
            return 0
        """);
  }

  @Test
  void whatIsStoredAfterACallOrUsedOtherwiseIsStoredInOnePlace() {
    check(
        new StoreBeforeJoin(),
        """
          stack s0 4 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, 7
            if v2 == 1 goto b1(0, 1) else b1(v2, 2)
          b1(v3:i32, v4:i32):
            v5:pointer = call 1(@0, s0)
            store.w s0+0, v3
            v6:pointer = call 1(@0, s0)
            store.w s0+0, v4
            v7:pointer = call 1(@0, s0)
            return v4
        """);
  }

  @Test
  void whetherThereIsARecordIsAskedOnce() {
    check(
        new TestReservationsOnce(),
        """
          b0(v1:pointer):
            v2:pointer = call 131(@0, 4L, 0L)
        -   v3:i32 = load.w v1+12
        -   if v2 != null goto b1 else b2
        +   if v2 != null goto b6 else b7
          b1:
        -   store.w v2+0, v3
        -   jump b2
        - b2:
        -   if v3 == 1 goto b3 else b4
        +   store.w v2+0, v6
        +   jump b2(v5)
        + b2(v3:i32):
        +   if v6 == 1 goto b3 else b4
          b3:
            return 1
          b4:
        -   if v2 == null goto b3 else b5
        +   if v3 == 0 goto b3 else b5
          b5:
            v4:i64 = call 132(v2, 0L)
            return 2
        + b6:
        +   jump b8(1)
        + b7:
        +   jump b8(0)
        + b8(v5:i32):
        +   v6:i32 = load.w v1+12
        +   if v5 != 0 goto b1 else b2(v5)
        """);
  }

  @Test
  void aRecordThatIsAskedForInOnePlaceAndAnEntryOfAMapStayAsTheyAre() {
    check(
        new TestReservationsOnce(),
        """
          stack s0 4 align 4
          b0(v1:pointer):
            v2:pointer = call 131(@0, 4L, 0L)
            v3:pointer = call 1(@1, s0)
            if v3 != null goto b1 else b2
          b1:
            store.w v3+0, 1
            jump b2
          b2:
            if v3 != null goto b3 else b4
          b3:
            store.w v3+4, 1
            jump b4
          b4:
            if v2 == null goto b5 else b6
          b5:
            return 1
          b6:
            v4:i64 = call 132(v2, 0L)
            return 2
        """);
  }
}
