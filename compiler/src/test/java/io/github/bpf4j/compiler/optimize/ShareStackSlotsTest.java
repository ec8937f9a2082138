package io.github.bpf4j.compiler.optimize;

import static io.github.bpf4j.compiler.optimize.PassExample.check;

import org.junit.jupiter.api.Test;

class ShareStackSlotsTest {
  @Test
  void aKeyIsWrittenOnce() {
    check(
        new ShareStackSlots(),
        """
          stack s0 8 align 4
        - stack s1 8 align 4
          stack s2 4 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, v2
            store.w s0+4, 7
            v3:pointer = call 1(@0, s0)
            if v3 == null goto b1 else b2
          b1:
            store.w s2+0, 1
        -   store.w s1+4, 7
        -   store.w s1+0, v2
        -   v4:i64 = call 2(@0, s1, s2, 0L)
        +   v4:i64 = call 2(@0, s0, s2, 0L)
            return 1
          b2:
            return 2
        """);
  }

  @Test
  void aKeyThatIsWrittenOnOneWayAloneIsWrittenAgain() {
    check(
        new ShareStackSlots(),
        """
          stack s0 4 align 4
          stack s1 4 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            if v2 == 1 goto b1 else b2
          b1:
            store.w s0+0, v2
            v3:pointer = call 1(@0, s0)
            jump b2
          b2:
            store.w s1+0, v2
            v4:pointer = call 1(@0, s1)
            return 2
        """);
  }

  @Test
  void memoryThatChangesOrThatAHelperFillsIsNoKey() {
    check(
        new ShareStackSlots(),
        """
          stack s0 4 align 4
          stack s1 4 align 4
          stack s2 4 align 4
          stack s3 4 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, v2
            v3:pointer = call 1(@0, s0)
            store.w s0+0, 5
            v4:pointer = call 1(@0, s0)
            store.w s1+0, v2
            v5:i64 = call 88(@0, s1)
            store.w s2+0, v2
            v6:i32 = load.b s2+0
            v7:pointer = call 1(@0, s2)
            store.w s3+0, v2
            v8:pointer = call 1(@0, s3)
            return 2
        """);
  }

  @Test
  void aNumberThatIsNotWorthItIsWrittenAgain() {
    check(
        new ShareStackSlots(),
        """
          stack s0 4 align 4
          stack s1 4 align 4
          b0(v1:pointer):
            store.w s0+0, 3
            v2:pointer = call 1(@0, s0)
            store.w s1+0, 3
            v3:pointer = call 1(@1, s1)
            return 2
        """);
  }

  @Test
  void whatIsWrittenAtTheSameTimeIsNotThereYet() {
    check(
        new ShareStackSlots(),
        """
          stack s0 8 align 4
          stack s1 8 align 4
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, v2
            store.w s1+0, v2
            store.w s1+4, v2
            v3:pointer = call 1(@0, s1)
            store.w s0+4, v2
            v4:pointer = call 1(@0, s0)
            return 2
        """);
  }
}
