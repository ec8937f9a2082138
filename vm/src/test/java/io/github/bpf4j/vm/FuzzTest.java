package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.isa.Width;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random instructions do nothing worse than an error.
class FuzzTest {
  private static final long SEED = 990_017;
  private static final int PROGRAMS = 20_000;
  private static final int[] CALLS = {1, 2, 3, 5, 7, 8, 28, 44, 54, 65, 130, 131, 132, 133, 160};
  private static final MapDefinition[] MAPS = {
    Programs.map(MapType.HASH, 4, 8, 4),
    Programs.ring(4096),
    Programs.map(MapType.ARRAY, 4, 16, 3),
    Programs.map(MapType.LPM_TRIE, 8, 8, 4),
    Programs.map(MapType.LRU_PERCPU_HASH, 2, 5, 2),
  };

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static Register register(Random random) {
    return Register.of(random.nextInt(11));
  }

  private static int constant(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> -8 * random.nextInt(64);
      default -> random.nextInt(64);
    };
  }

  private static Operand operand(Random random) {
    return random.nextBoolean() ? Operand.of(register(random)) : Operand.of(constant(random));
  }

  private static short offset(Random random) {
    return (short)
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt();
          case 1 -> -8 * random.nextInt(66);
          default -> random.nextInt(40);
        };
  }

  private static Insn insn(Random random, int length) {
    short jump = (short) (random.nextInt(2 * length) - length / 2);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 ->
          new Insn.Alu(
              pick(random, Width.values()),
              pick(random, AluOp.values()),
              register(random),
              operand(random));
      case 3, 4 -> new Insn.Alu(Width.W64, AluOp.MOV, register(random), operand(random));
      case 5 -> new Insn.Neg(pick(random, Width.values()), register(random));
      case 6 ->
          new Insn.Endian(
              pick(random, Insn.Endian.Kind.values()), 16 << random.nextInt(3), register(random));
      case 7 -> Insn.LoadImm64.of(register(random), random.nextLong());
      case 8 -> new Insn.LoadImm64(Register.R1, Pseudo.MAP_IDX, random.nextInt(5), 0);
      case 9 -> new Insn.LoadImm64(register(random), Pseudo.MAP_IDX_VALUE, 2, random.nextInt(16));
      case 10, 11 ->
          new Insn.Load(
              pick(random, Size.values()),
              false,
              register(random),
              register(random),
              offset(random));
      case 12 ->
          new Insn.Load(
              Size.ofBytes(1 << random.nextInt(3)),
              true,
              register(random),
              register(random),
              offset(random));
      case 13 ->
          new Insn.Store(
              pick(random, Size.values()), register(random), offset(random), register(random));
      case 14 ->
          new Insn.StoreImm(
              pick(random, Size.values()), register(random), offset(random), random.nextInt());
      case 15 -> {
        AtomicOp op = pick(random, AtomicOp.values());
        yield new Insn.Atomic(
            random.nextBoolean() ? Size.W : Size.DW,
            op,
            op.allowsFetch(true),
            register(random),
            offset(random),
            register(random));
      }
      case 16 -> new Insn.Jump(jump);
      case 17 ->
          new Insn.JumpIf(
              pick(random, Width.values()),
              pick(random, Condition.values()),
              register(random),
              operand(random),
              jump);
      case 18 -> new Insn.Call(CALLS[random.nextInt(CALLS.length)]);
      default -> random.nextInt(4) == 0 ? new Insn.CallLocal(jump) : new Insn.Exit();
    };
  }

  /// Something to work with: the packet, its end, the stack.
  private static List<Insn> prologue() {
    return List.of(
        new Insn.Alu(Width.W64, AluOp.MOV, Register.R6, Operand.of(Register.R1)),
        new Insn.Load(Size.W, false, Register.R7, Register.R1, (short) 0),
        new Insn.Load(Size.W, false, Register.R8, Register.R1, (short) 4),
        new Insn.Alu(Width.W64, AluOp.MOV, Register.R2, Operand.of(Register.R10)),
        new Insn.Alu(Width.W64, AluOp.ADD, Register.R2, Operand.of(-64)));
  }

  @Test
  void randomProgramsEndOrFailWithAnErrorOfTheVm() {
    int refused = 0;
    int failed = 0;
    int ended = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      long seed = SEED + i;
      var random = new Random(seed);
      int length = 1 + random.nextInt(40);
      var insns = new ArrayList<>(prologue());
      for (int j = 0; j < length; j++) {
        insns.add(insn(random, length));
      }
      insns.add(new Insn.Exit());
      try {
        var program = Programs.load(VmOptions.DEFAULT.withInstructionBudget(5000), insns, MAPS);
        for (int run = 0; run < 3; run++) {
          try {
            program.run(Programs.packet(random.nextInt(100)));
            ended++;
          } catch (VmException e) {
            failed++;
          }
        }
      } catch (VmException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + insns, e);
      }
    }
    assertThat(List.of(refused, failed, ended)).allSatisfy(n -> assertThat(n).isGreaterThan(100));
  }
}
