package io.github.bpf4j.compiler.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Folding never changes what an expression gives: random expressions, computed as they are and
/// folded, with operands at the corners of their types.
class FoldingTest {
  private static final int EXPRESSIONS = 50_000;
  private static final List<Op> NARROW =
      List.of(
          Op.ADD,
          Op.SUB,
          Op.MUL,
          Op.AND,
          Op.OR,
          Op.XOR,
          Op.SHL,
          Op.SHR,
          Op.SAR,
          Op.NEG,
          Op.SEXT8,
          Op.SEXT16,
          Op.BSWAP16,
          Op.BSWAP32,
          Op.UDIV,
          Op.UREM,
          Op.SDIV,
          Op.SREM);
  private static final List<Op> WIDE =
      List.of(
          Op.ADD,
          Op.SUB,
          Op.MUL,
          Op.AND,
          Op.OR,
          Op.XOR,
          Op.SHL,
          Op.SHR,
          Op.SAR,
          Op.NEG,
          Op.BSWAP64,
          Op.UDIV,
          Op.UREM,
          Op.SDIV,
          Op.SREM);
  private static final long[] CORNERS = {
    0,
    1,
    2,
    7,
    8,
    14,
    31,
    32,
    63,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    -1,
    -2,
    -128,
    -129,
    -0x8000,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Map<Value, Long> inputs = new HashMap<>();

  private long corner() {
    return random.nextInt(4) == 0 ? random.nextLong() : CORNERS[random.nextInt(CORNERS.length)];
  }

  private Value leaf(Type type) {
    if (random.nextInt(3) == 0) {
      return new Constant(type, corner());
    }
    var parameter = new Parameter(type);
    inputs.put(parameter, new Constant(type, corner()).value());
    return parameter;
  }

  private Value expression(Type type, int depth) {
    if (depth == 0) {
      return leaf(type);
    }
    if (random.nextInt(6) == 0) {
      return type == Type.I64
          ? apply(random.nextBoolean() ? Op.SEXT32 : Op.ZEXT32, type, Type.I32, depth)
          : apply(Op.TRUNC, type, Type.I64, depth);
    }
    var ops = type == Type.I32 ? NARROW : WIDE;
    return apply(ops.get(random.nextInt(ops.size())), type, type, depth);
  }

  private Value apply(Op op, Type type, Type from, int depth) {
    Value a = expression(from, random.nextInt(depth));
    return switch (op) {
      case NEG, SEXT8, SEXT16, SEXT32, ZEXT32, TRUNC, BSWAP16, BSWAP32, BSWAP64 ->
          Instruction.of(op, type, Position.NONE, a);
      case SHL, SHR, SAR ->
          Instruction.of(op, type, Position.NONE, a, expression(Type.I32, random.nextInt(depth)));
      case UDIV, UREM, SDIV, SREM -> {
        long divisor = new Constant(type, corner()).value();
        yield Instruction.of(
            op, type, Position.NONE, a, new Constant(type, divisor == 0 ? 3 : divisor));
      }
      default ->
          Instruction.of(op, type, Position.NONE, a, expression(type, random.nextInt(depth)));
    };
  }

  private long compute(Value value) {
    return switch (value) {
      case Constant c -> c.value();
      case Parameter p -> inputs.getOrDefault(p, 0L);
      case Instruction i -> {
        long a = compute(i.operand(0));
        long b = i.operands().size() > 1 ? compute(i.operand(1)) : 0;
        yield new Constant(i.type(), Arithmetic.compute(i.op(), i.type(), a, b)).value();
      }
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  /// Folds from the leaves up, as the compiler does.
  private Value fold(Value value) {
    return value instanceof Instruction i
        ? Folding.simplify(i.with(i.operands().stream().map(this::fold).toList()))
        : value;
  }

  @Test
  void foldedExpressionsGiveTheSame() {
    for (int n = 0; n < EXPRESSIONS; n++) {
      inputs.clear();
      Value expression = expression(random.nextBoolean() ? Type.I32 : Type.I64, 4);
      long plain = compute(expression);
      Value folded = fold(expression);
      assertThat(compute(folded)).as("seed %d, expression %d", seed, n).isEqualTo(plain);
      long unsigned = expression.type() == Type.I32 ? plain & 0xffff_ffffL : plain;
      int bits = Bits.of(folded);
      assertThat(bits == 64 || unsigned >>> bits == 0)
          .as("seed %d, expression %d: %x has at most %d bits", seed, n, unsigned, bits)
          .isTrue();
    }
  }
}
