package io.github.bpf4j.compiler.optimize;

import static io.github.bpf4j.compiler.optimize.PassExample.check;

import org.junit.jupiter.api.Test;

/// Which loads give way to a value that is known: `call 1` looks up in a map, `call 2` stores there,
/// `call 44` moves the packet's head.
class ForwardLoadsTest {
  private static void forwarding(String change) {
    check(new ForwardLoads(), change);
  }

  @Test
  void whatWasLoadedBeforeIsNotLoadedAgain() {
    forwarding(
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.b v2+14
            store.b v2+15, 1
            v4:pointer = offset v2, 10L
        -   v5:i32 = load.b v4+4
        -   v6:i32 = add v3, v5
        +   v6:i32 = add v3, v3
            return v6
        """);
  }

  @Test
  void whatWasStoredIsKnown() {
    forwarding(
        """
          stack s0 8 align 8
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, v2
        -   v3:i32 = load.w s0+0
            store.h s0+4, v2
        -   v4:i32 = load.h s0+4
        +   v4:i32 = and v2, 65535
            store.b s0+6, 511
        -   v5:i32 = load.sb s0+6
        -   v6:i32 = add v3, v4
        -   v7:i32 = add v6, v5
        +   v6:i32 = add v2, v4
        +   v7:i32 = add v6, -1
            return v7
        """);
  }

  @Test
  void aStoreToTheSameBytesIsInTheWay() {
    forwarding(
        """
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.h v2+14
            store.b v2+15, 1
            v4:i32 = load.h v2+14
            v5:i32 = add v3, v4
            return v5
        """);
  }

  @Test
  void aPacketPointerMovedByAVariableMayLeadAnywhereInThePacketButNotToTheStack() {
    forwarding(
        """
          stack s0 8 align 8
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i64 = load.b v2+14
            store.dw s0+0, v3
            v4:pointer = offset v2, v3
            store.b v4+0, 1
            v5:i64 = load.b v2+14
        -   v6:i64 = load.dw s0+0
        -   v7:i64 = add v5, v6
        +   v7:i64 = add v5, v3
            v8:i32 = trunc v7
            return v8
        """);
  }

  @Test
  void aHelperChangesOnlyWhatItCanReach() {
    forwarding(
        """
          stack s0 8 align 8
          b0(v1:pointer):
            v2:pointer = load.w v1+0
            v3:i32 = load.b v2+14
            store.dw s0+0, 7L
            v4:pointer = call 1(@0, s0)
            if v4 != null goto b1 else b2
          b1:
            v5:i64 = load.dw v4+0
            v6:i64 = call 2(@0, s0, s0, 0L)
            v7:i64 = load.dw v4+0
        -   v8:i32 = load.b v2+14
            v9:i64 = call 44(v1, -20)
            v10:pointer = load.w v1+0
            v11:i32 = load.b v10+14
            v12:i64 = load.dw s0+0
            store.dw v4+0, v5
            store.dw v4+8, v7
            store.dw v4+16, v12
        -   store.w v4+24, v8
        +   store.w v4+24, v3
            return v11
          b2:
            return 2
        """);
  }

  @Test
  void atAJoinCountsWhatAllWaysAgreeOn() {
    forwarding(
        """
          stack s0 8 align 8
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            if v2 == 1 goto b1 else b2
          b1:
            store.w s0+0, v2
            store.w s0+4, 1
            jump b3
          b2:
            store.w s0+0, v2
            store.w s0+4, 2
            jump b3
          b3:
        -   v3:i32 = load.w s0+0
            v4:i32 = load.w s0+4
        -   v5:i32 = add v3, v4
        +   v5:i32 = add v2, v4
            return v5
        """);
  }

  @Test
  void inALoopOnlyWhatNothingChanges() {
    forwarding(
        """
          stack s0 8 align 8
          b0(v1:pointer):
            v2:i32 = load.w v1+12
            store.w s0+0, 0
            store.w s0+4, 5
            jump b1
          b1:
        -   v3:i32 = load.w v1+12
            v4:i32 = load.w s0+0
            v5:i32 = load.w s0+4
        -   v6:i32 = add v4, v3
        +   v6:i32 = add v4, v2
            store.w s0+0, v6
            if v6 <= v5 goto b1 else b2
          b2:
            return v6
        """);
  }

  @Test
  void anAtomicOperationLetsWhatOthersWroteBeSeen() {
    forwarding(
        """
          b0(v1:pointer):
            v2:i64 = load.dw @0[0]+0
            v3:i64 = atomic_add.dw @0[8]+0, 1L
            v4:i64 = load.dw @0[0]+0
            v5:i64 = sub v4, v2
            v6:i32 = trunc v5
            return v6
        """);
  }
}
