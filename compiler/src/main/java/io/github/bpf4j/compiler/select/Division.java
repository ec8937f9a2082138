package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Width;

/// Signed division, which version 3 does not have: the magnitudes are divided, and the sign is set by
/// branches, which leave the verifier better bounds than masks would.
///
/// The magnitude of MIN is 2^31 or 2^63 as an unsigned number, so that MIN / -1 comes out as MIN.
final class Division {
  private final Code code;
  private final Operands operands;
  private final UpperBits upper;
  private final boolean v4;

  Division(Code code, Operands operands, UpperBits upper, boolean v4) {
    this.code = code;
    this.operands = operands;
    this.upper = upper;
    this.v4 = v4;
  }

  /// The register of the result.
  int select(Instruction i) {
    boolean quotient = i.op() == Op.SDIV;
    var width = i.type() == Type.I32 ? Width.W32 : Width.W64;
    var dividend = i.operand(0);
    var divisor = i.operand(1);
    var unsigned = quotient ? AluOp.DIV : AluOp.MOD;
    if (v4) {
      return direct(i, width, quotient ? AluOp.SDIV : AluOp.SMOD);
    }
    if (width == Width.W32 && upper.isNonNegative(dividend) && upper.isNonNegative(divisor)) {
      return direct(i, width, unsigned);
    }
    int left = operands.register(dividend);
    int result = code.fresh();
    code.copy(result, left);
    negateIf(width, Condition.SLT, left, result);
    if (divisor instanceof Value.Constant(_, long number)
        && number == (int) number
        && number != Integer.MIN_VALUE) {
      code.aluConstant(width, unsigned, result, Math.abs((int) number));
      boolean flipped = quotient && number < 0;
      negateIf(width, flipped ? Condition.SGE : Condition.SLT, left, result);
      return result;
    }
    int right = operands.register(divisor);
    int magnitude = code.fresh();
    code.copy(magnitude, right);
    negateIf(width, Condition.SLT, right, magnitude);
    code.alu(width, unsigned, result, magnitude);
    int sign = left;
    if (quotient) {
      sign = code.fresh();
      code.copy(sign, left);
      code.alu(width, AluOp.XOR, sign, right);
    }
    negateIf(width, Condition.SLT, sign, result);
    return result;
  }

  /// One instruction.
  private int direct(Instruction i, Width width, AluOp op) {
    int result = code.fresh();
    if (i.operand(1) instanceof Value.Constant(_, long number) && number == (int) number) {
      operands.copyTo(result, i.operand(0));
      code.aluConstant(width, op, result, (int) number);
    } else {
      int divisor = operands.register(i.operand(1));
      operands.copyTo(result, i.operand(0));
      code.alu(width, op, result, divisor);
    }
    return result;
  }

  /// Negates `target` where `tested condition 0`.
  private void negateIf(Width width, Condition condition, int tested, int target) {
    var negate = code.newBlock();
    var end = code.newBlock();
    code.testConstant(width, condition, tested, 0, negate, end);
    code.begin(negate);
    code.negate(width, target);
    code.end(new MachineBlock.End.Goto(end));
    code.begin(end);
  }
}
