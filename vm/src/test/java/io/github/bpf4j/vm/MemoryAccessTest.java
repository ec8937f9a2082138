package io.github.bpf4j.vm;

import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Loads, stores and atomic operations of each size, against Java's arithmetic.
class MemoryAccessTest {
  private static final long SEED = 42;

  private final Random random = new Random(SEED);

  private static long low(long value, Size size) {
    return size == Size.DW ? value : value & ((1L << size.bits()) - 1);
  }

  private static long signed(long value, Size size) {
    int shift = Long.SIZE - size.bits();
    return value << shift >> shift;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsStoredIsLoaded(Size size) {
    for (int i = 0; i < 100; i++) {
      long value = random.nextLong();
      int offset = -16 - random.nextInt(400);
      var store =
          List.of(
              Insns.loadImm64(R1, value),
              Insns.store(size, Register.R10, offset, R1),
              Insns.load(size, R0, Register.R10, offset),
              Insns.exit());
      assertThat(Programs.result(store)).as("seed %d", SEED).isEqualTo(low(value, size));
      int constant = (int) value;
      var storeConstant =
          List.of(
              Insns.storeImm(size, Register.R10, offset, constant),
              Insns.load(size, R0, Register.R10, offset),
              Insns.exit());
      assertThat(Programs.result(storeConstant)).isEqualTo(low(constant, size));
      if (size != Size.DW) {
        var sign =
            List.of(
                Insns.storeImm(size, Register.R10, offset, constant),
                Insns.loadSx(size, R0, Register.R10, offset),
                Insns.exit());
        assertThat(Programs.result(sign)).isEqualTo(signed(constant, size));
      }
    }
  }

  private static long java(AtomicOp op, long old, long operand, long expected) {
    return switch (op) {
      case ADD -> old + operand;
      case OR -> old | operand;
      case AND -> old & operand;
      case XOR -> old ^ operand;
      case XCHG, STORE_REL -> operand;
      case CMPXCHG -> old == expected ? operand : old;
      case LOAD_ACQ -> old;
    };
  }

  @ParameterizedTest
  @EnumSource
  void atomicOperationsChangeMemoryAndGiveTheOldValue(AtomicOp op) {
    for (Size size : Size.values()) {
      if (size.bytes() < 4 && !op.anySize()) {
        continue;
      }
      for (boolean fetch : new boolean[] {false, true}) {
        if (!op.allowsFetch(fetch)) {
          continue;
        }
        for (int i = 0; i < 50; i++) {
          long old = low(random.nextLong(), size);
          long operand = random.nextLong();
          long expected = random.nextBoolean() ? old : random.nextLong();
          var start = new ArrayList<Insn>();
          start.add(Insns.loadImm64(R2, old));
          start.add(Insns.storeImm(Size.DW, Register.R10, -8, 0));
          start.add(Insns.store(size, Register.R10, -8, R2));
          start.add(Insns.loadImm64(R1, operand));
          start.add(Insns.loadImm64(R0, expected));
          start.add(new Insn.Atomic(size, op, fetch, Register.R10, (short) -8, R1));

          var memory = new ArrayList<>(start);
          memory.add(Insns.load(size, R0, Register.R10, -8));
          memory.add(Insns.exit());
          assertThat(Programs.result(memory))
              .as("seed %d: %s %s", SEED, op, size)
              .isEqualTo(low(java(op, old, operand, low(expected, size)), size));

          var register = new ArrayList<>(start);
          if (op != AtomicOp.CMPXCHG) {
            register.add(Insns.mov64(R0, R1));
          }
          register.add(Insns.exit());
          assertThat(Programs.result(register))
              .as("seed %d: %s %s fetch %s", SEED, op, size, fetch)
              .isEqualTo(fetch ? old : operand);
        }
      }
    }
  }

  @Test
  void callsKeepTheFrameAndTheSavedRegistersOfTheCaller() {
    assertThat(
            Programs.verdict(
                """
                *(u64 *)(r10 - 8) = 5
                r6 = 7
                r1 = r10
                r1 += -8
                call pc+3
                r0 += r6
                r1 = *(u64 *)(r10 - 8)
                goto end
                r6 = 100
                r2 = *(u64 *)(r1 + 0)
                *(u64 *)(r10 - 8) = 900
                *(u64 *)(r1 + 0) = 6
                r0 = r2
                exit
                end:
                r0 += r1
                exit
                """))
        .isEqualTo(5 + 7 + 6);
  }

  @Test
  void theStackIsZeroAtFirstInEveryRunAndCall() {
    var program =
        Programs.load(
            """
            r0 = *(u64 *)(r10 - 8)
            *(u64 *)(r10 - 8) = 5
            call pc+2
            r0 += r6
            exit
            r0 = *(u64 *)(r10 - 8)
            *(u64 *)(r10 - 8) = 6
            exit
            """);
    assertThat(program.run(Programs.packet(60))).isZero();
    assertThat(program.run(Programs.packet(60))).isZero();
  }

  @Test
  void mayGotoGoesOn() {
    var program =
        List.of(Insns.mov64(R0, 1), new Insn.MayGoto((short) 1), Insns.mov64(R0, 2), Insns.exit());
    assertThat(Programs.result(program)).isEqualTo(2);
  }
}
