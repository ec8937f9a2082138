package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.agreement.Guard.Kind;
import io.github.bpf4j.compiler.ir.IrPrinter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Guards are found, left out, and trapped.
class GuardTest {
  private static final String FUNCTION =
      """
      function run
      stack s0 4 align 4
      b0(v1:pointer):
        v2:pointer = load.w v1+0
        v3:pointer = load.w v1+4
        v4:pointer = offset v2, 8L
        if v4 <= v3 goto b1 else b7
      b1:
        v5:i32 = load.w v2+0
        v6:i64 = zext32 v5
        if v6 > 60L goto b7 else b2
      b2:
        v7:pointer = offset v2, v6
        v8:pointer = offset v7, 1L
        if v8 <= v3 goto b3 else b8
      b3:
        v9:i32 = load.b v7+0
        if v9 != 0 goto b4 else b8
      b4:
        v10:i32 = udiv 7, v9
        v11:pointer = call 1(@0, s0)
        if v11 == null goto b6 else b5
      b5:
        store.w v11+0, v10
        if v10 == 3 goto b8 else b6
      b6:
        if v10 == 4 goto b9 else b10
      b7 cold:
        return 0
      b8:
        jump b7
      b9:
        return 1
      b10:
        return 2
      """;

  @Test
  void allAreFound() {
    assertThat(Guard.all(FUNCTION))
        .extracting(guard -> List.of(guard.block(), guard.holds(), guard.kind()))
        .containsExactly(
            List.of(0, true, Kind.PACKET),
            List.of(1, false, Kind.OFFSET),
            List.of(2, true, Kind.PACKET_AGAIN),
            List.of(3, true, Kind.DIVISOR),
            List.of(4, false, Kind.NULL),
            List.of(5, false, Kind.ABORT));
  }

  @Test
  void aDeletedGuardIsNoBranch() {
    var function = IrPrinter.print(Guard.all(FUNCTION).get(1).deleted());
    assertThat(function).contains("load.w v2+0").doesNotContain("60L");
  }

  @Test
  void aTrappedGuardReadsAddressZeroWhereItFails() {
    var function = IrPrinter.print(Guard.all(FUNCTION).get(4).trapped());
    assertThat(function).contains("load.w null+0").contains("== null goto");
  }
}
