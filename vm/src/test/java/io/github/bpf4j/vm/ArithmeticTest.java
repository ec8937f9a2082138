package io.github.bpf4j.vm;

import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each instruction on random and extreme operands, against Java's own arithmetic.
class ArithmeticTest {
  private static final long SEED = 20260101;
  private static final int ROUNDS = 200;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    31,
    32,
    33,
    63,
    64,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Integer.MIN_VALUE,
    0x1234_5678_9abc_def0L
  };

  private final Random random = new Random(SEED);

  private long operand() {
    return random.nextInt(3) == 0
        ? EXTREMES[random.nextInt(EXTREMES.length)]
        : random.nextLong() >> random.nextInt(64);
  }

  private static long java64(AluOp op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case OR -> a | b;
      case AND -> a & b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case ARSH -> a >> b;
      case XOR -> a ^ b;
      case MOV -> b;
    };
  }

  private static int java32(AluOp op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case MOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case OR -> a | b;
      case AND -> a & b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case ARSH -> a >> b;
      case XOR -> a ^ b;
      case MOV -> b;
    };
  }

  /// The result of one instruction on `r0 = a` and `r1 = b`.
  private static long run(Insn insn, long a, long b) {
    return Programs.result(
        List.of(Insns.loadImm64(R0, a), Insns.loadImm64(R1, b), insn, Insns.exit()));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("arithmetic of 64 bits is Java's arithmetic of long")
  void arithmetic64(AluOp op) {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operand();
      long b = operand();
      assertThat(run(Insns.alu64(op, R0, R1), a, b))
          .as("seed %d: 0x%x %s 0x%x", SEED, a, op, b)
          .isEqualTo(java64(op, a, b));
      int constant = (int) b;
      assertThat(run(Insns.alu64(op, R0, constant), a, 0))
          .as("seed %d: 0x%x %s %d", SEED, a, op, constant)
          .isEqualTo(java64(op, a, constant));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("arithmetic of 32 bits is Java's arithmetic of int, and clears the upper half")
  void arithmetic32(AluOp op) {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operand();
      long b = operand();
      long expected = Integer.toUnsignedLong(java32(op, (int) a, (int) b));
      assertThat(run(Insns.alu32(op, R0, R1), a, b))
          .as("seed %d: 0x%x %s 0x%x", SEED, a, op, b)
          .isEqualTo(expected);
      assertThat(run(Insns.alu32(op, R0, (int) b), a, 0))
          .as("seed %d: 0x%x %s %d", SEED, a, op, (int) b)
          .isEqualTo(expected);
    }
  }

  private static boolean java(Condition condition, long a, long b) {
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

  private static boolean jumps(Width width, Condition condition, long a, Operand b, long r1) {
    var program = new ArrayList<Insn>();
    program.add(Insns.loadImm64(io.github.bpf4j.isa.Register.R2, a));
    program.add(Insns.loadImm64(R1, r1));
    program.add(Insns.mov64(R0, 1));
    program.add(new Insn.JumpIf(width, condition, io.github.bpf4j.isa.Register.R2, b, (short) 1));
    program.add(Insns.mov64(R0, 0));
    program.add(Insns.exit());
    return Programs.result(program) == 1;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("conditions compare 64 bits, and with a constant its sign extension")
  void conditions64(Condition condition) {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operand();
      long b = random.nextInt(4) == 0 ? a : operand();
      assertThat(jumps(Width.W64, condition, a, Operand.of(R1), b))
          .as("seed %d: 0x%x %s 0x%x", SEED, a, condition, b)
          .isEqualTo(java(condition, a, b));
      int constant = (int) b;
      assertThat(jumps(Width.W64, condition, a, Operand.of(constant), 0))
          .as("seed %d: 0x%x %s %d", SEED, a, condition, constant)
          .isEqualTo(java(condition, a, constant));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("conditions of 32 bits compare the low halves")
  void conditions32(Condition condition) {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operand();
      long b = random.nextInt(4) == 0 ? a ^ (1L << 40) : operand();
      int low = (int) a;
      int constant = (int) b;
      boolean expected = java(condition, low, constant);
      assertThat(jumps(Width.W32, condition, a, Operand.of(R1), b))
          .as("seed %d: 0x%x %s 0x%x", SEED, a, condition, b)
          .isEqualTo(expected);
      assertThat(jumps(Width.W32, condition, a, Operand.of((int) b), 0))
          .as("seed %d: 0x%x %s %d", SEED, a, condition, (int) b)
          .isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("negation, sign extension and byte order")
  void unary() {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operand();
      assertThat(run(Insns.neg64(R0), a, 0)).isEqualTo(-a);
      assertThat(run(Insns.neg32(R0), a, 0)).isEqualTo(Integer.toUnsignedLong(-(int) a));
      assertThat(run(Insns.movsx64(8, R0, R1), 0, a)).isEqualTo((byte) a);
      assertThat(run(Insns.movsx64(16, R0, R1), 0, a)).isEqualTo((short) a);
      assertThat(run(Insns.movsx64(32, R0, R1), 0, a)).isEqualTo(a << 32 >> 32);
      assertThat(run(Insns.movsx32(8, R0, R1), 0, a)).isEqualTo(Integer.toUnsignedLong((byte) a));
      assertThat(run(Insns.movsx32(16, R0, R1), 0, a)).isEqualTo(Integer.toUnsignedLong((short) a));
      long swapped16 = Short.toUnsignedLong(Short.reverseBytes((short) a));
      long swapped32 = Integer.toUnsignedLong(Integer.reverseBytes((int) a));
      assertThat(run(Insns.bswap(16, R0), a, 0)).isEqualTo(swapped16);
      assertThat(run(Insns.bswap(32, R0), a, 0)).isEqualTo(swapped32);
      assertThat(run(Insns.bswap(64, R0), a, 0)).isEqualTo(Long.reverseBytes(a));
      // One of the two orders is the machine's own.
      assertThat(List.of(run(Insns.be(16, R0), a, 0), run(Insns.le(16, R0), a, 0)))
          .containsExactlyInAnyOrder(swapped16, a & 0xffff);
      assertThat(List.of(run(Insns.be(32, R0), a, 0), run(Insns.le(32, R0), a, 0)))
          .containsExactlyInAnyOrder(swapped32, a & 0xffff_ffffL);
      assertThat(List.of(run(Insns.be(64, R0), a, 0), run(Insns.le(64, R0), a, 0)))
          .containsExactlyInAnyOrder(Long.reverseBytes(a), a);
    }
  }
}
