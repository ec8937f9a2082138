package io.github.bpf4j.isa;

import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What instructions and their parts know of themselves.
class InsnTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          r1 = r2                          ; V1
          w1 += w2                         ; V1
          r1 = be16 r1                     ; V1
          r2 = *(u32 *)(r1 + 4)            ; V1
          lock *(u64 *)(r1 + 0) += r2      ; V1
          if r1 s> r2 goto +3              ; V1
          goto +3                          ; V1
          call 1                           ; V1
          if r1 < r2 goto +3               ; V2
          if r1 s<= r2 goto +3             ; V2
          if w1 == w2 goto +3              ; V3
          if w1 < w2 goto +3               ; V3
          lock *(u64 *)(r1 + 0) |= r2      ; V3
          r2 = xchg_64(r1 + 0, r2)         ; V3
          r1 s/= r2                        ; V4
          r1 s%= r2                        ; V4
          r1 = (s8)r2                      ; V4
          r1 = bswap16 r1                  ; V4
          r2 = *(s32 *)(r1 + 4)            ; V4
          gotol +40000                     ; V4
          may_goto +3                      ; V4
          r2 = load_acquire((u64 *)(r1 + 0)) ; V4
          """)
  void theVersionIsThatOfTheInstructionSetThatBroughtIt(String text, IsaVersion version) {
    assertThat(Assembler.assemble(text).getFirst().requires()).isEqualTo(version);
  }

  @ParameterizedTest
  @EnumSource(Condition.class)
  void swappedConditionsHoldOfSwappedOperandsAndNegatedOnesOtherwise(Condition condition) {
    long[] values = {0, 1, -1, 5, Long.MIN_VALUE, Long.MAX_VALUE};
    for (long a : values) {
      for (long b : values) {
        assertThat(holds(condition.swap(), b, a))
            .as("%s swapped, of %d and %d", condition, a, b)
            .isEqualTo(holds(condition, a, b));
        if (condition != Condition.SET) {
          assertThat(holds(condition.negate(), a, b))
              .as("%s negated, of %d and %d", condition, a, b)
              .isNotEqualTo(holds(condition, a, b));
        }
      }
    }
  }

  private static boolean holds(Condition condition, long a, long b) {
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case GT -> Long.compareUnsigned(a, b) > 0;
      case GE -> Long.compareUnsigned(a, b) >= 0;
      case LT -> Long.compareUnsigned(a, b) < 0;
      case LE -> Long.compareUnsigned(a, b) <= 0;
      case SGT -> a > b;
      case SGE -> a >= b;
      case SLT -> a < b;
      case SLE -> a <= b;
      case SET -> (a & b) != 0;
    };
  }

  @Test
  void thereIsNoJumpIfNoBitIsSet() {
    assertThatThrownBy(Condition.SET::negate).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void registersAreElevenAndNumbered() {
    for (Register register : EnumSet.allOf(Register.class)) {
      assertThat(Register.of(register.number())).isEqualTo(register);
    }
    assertThat(Register.FP).hasToString("r10");
    assertThatThrownBy(() -> Register.of(11))
        .hasMessage("no register r11: registers are r0 to r10");
    assertThatThrownBy(() -> Register.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizesAreFour() {
    for (Size size : Size.values()) {
      assertThat(Size.ofBytes(size.bytes())).isEqualTo(size);
      assertThat(size.bits()).isEqualTo(8 * size.bytes());
    }
    assertThatThrownBy(() -> Size.ofBytes(3)).hasMessage("no access of 3 bytes: 1, 2, 4 or 8");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "4294967295", "4294967296", "-9223372036854775808", "81985529216486895"})
  void aLongIsTakenApartAndPutTogether(long value) {
    assertThat(Insn.LoadImm64.of(R1, value).value()).isEqualTo(value);
  }

  @Test
  void whatHasNoEncodingCannotBeMade() {
    assertThatThrownBy(() -> Insns.atomicFetch(Size.DW, AtomicOp.STORE_REL, R1, 0, R2))
        .hasMessage("atomic STORE_REL never fetches");
    assertThatThrownBy(() -> Insns.atomic(Size.DW, AtomicOp.XCHG, R1, 0, R2))
        .hasMessage("atomic XCHG always fetches");
    assertThatThrownBy(() -> Insns.be(24, R1)).hasMessage("no byte swap of 24 bits: 16, 32 or 64");
    assertThatThrownBy(() -> Insns.loadPacket(Size.DW, 0))
        .hasMessage("no packet load of 8 bytes: B, H or W");
  }
}
