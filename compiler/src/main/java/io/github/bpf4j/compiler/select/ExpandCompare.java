package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.List;

/// Turns three-way comparisons that no branch took in into branches: there is no instruction for them.
final class ExpandCompare {
  private ExpandCompare() {}

  static void run(Function function) {
    for (int b = 0; b < function.blocks().size(); b++) {
      Block block = function.blocks().get(b);
      for (int i = 0; i < block.instructions().size(); i++) {
        Instruction compare = block.instructions().get(i);
        if (compare.op() == Op.LCMP || compare.op() == Op.UCMP) {
          expand(function, block, i, compare);
          break;
        }
      }
    }
  }

  private static void expand(Function function, Block block, int index, Instruction compare) {
    var rest = new Block();
    var result = new Value.Parameter(Type.I32);
    rest.parameters().add(result);
    var following = block.instructions().subList(index + 1, block.instructions().size());
    rest.instructions().addAll(new ArrayList<>(following));
    rest.terminate(block.terminator());
    if (block.cold()) {
      rest.markCold();
    }
    block.instructions().subList(index, block.instructions().size()).clear();

    var notLess = new Block();
    boolean signed = compare.op() == Op.LCMP;
    Value a = compare.operand(0);
    Value b = compare.operand(1);
    block.terminate(
        new Branch(
            signed ? Condition.SLT : Condition.LT,
            a,
            b,
            new Edge(rest, List.of(Constant.of(-1))),
            Edge.to(notLess),
            compare.position()));
    notLess.terminate(
        new Branch(
            Condition.EQ,
            a,
            b,
            new Edge(rest, List.of(Constant.of(0))),
            new Edge(rest, List.of(Constant.of(1))),
            compare.position()));
    function.blocks().add(notLess);
    function.blocks().add(rest);
    for (Block each : function.blocks()) {
      each.instructions().forEach(i -> i.operands().replaceAll(v -> v == compare ? result : v));
      Terminator end = each.terminator();
      each.terminate(end.mapValues(v -> v == compare ? result : v));
    }
  }
}
