package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.List;
import java.util.Map;

/// Where a program asks several times whether it got a record of a ring buffer, the first time sets a
/// number that the other times ask for.
///
/// The verifier of Linux 6.1 does not know that a record that was found to be there still is: it also
/// follows the way for when it is not, and there misses what would give the record back. Of a number it
/// knows which one it is.
public final class TestReservationsOnce implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    for (Block block : List.copyOf(function.blocks())) {
      for (Instruction record : List.copyOf(block.instructions())) {
        if (isReservation(record)) {
          changed |= testOnce(function, record);
        }
      }
    }
    return changed;
  }

  private static boolean isReservation(Instruction i) {
    return i.op() == Op.CALL && i.offset() == Helper.RINGBUF_RESERVE.number();
  }

  private static boolean testOnce(Function function, Instruction record) {
    var tests = function.blocks().stream().filter(block -> tests(block, record)).toList();
    if (tests.size() < 2) {
      return false;
    }
    var isThere = new Parameter(Type.I32);
    for (Block test : tests) {
      var branch = (Branch) test.terminator();
      test.terminate(
          new Branch(
              branch.condition(),
              isThere,
              Constant.of(0),
              branch.then(),
              branch.otherwise(),
              branch.position()));
    }
    var there = new Block();
    var notThere = new Block();
    testAfter(function, record, there, notThere);
    SsaRepair.repair(function, isThere, Map.of(there, Constant.of(1), notThere, Constant.of(0)));
    return true;
  }

  private static boolean tests(Block block, Value record) {
    return block.terminator() instanceof Branch branch
        && branch.left().equals(record)
        && branch.right().equals(Value.NULL);
  }

  /// Right after `record` is made, the way goes through one of the two blocks.
  private static void testAfter(
      Function function, Instruction record, Block there, Block notThere) {
    var block =
        function.blocks().stream()
            .filter(b -> b.instructions().contains(record))
            .findFirst()
            .orElseThrow();
    var rest = new Block();
    if (block.cold()) {
      List.of(there, notThere, rest).forEach(Block::markCold);
    }
    var after =
        block
            .instructions()
            .subList(block.instructions().indexOf(record) + 1, block.instructions().size());
    rest.instructions().addAll(after);
    after.clear();
    rest.terminate(block.terminator());
    there.terminate(new Jump(Edge.to(rest)));
    notThere.terminate(new Jump(Edge.to(rest)));
    block.terminate(
        new Branch(
            Condition.NE,
            record,
            Value.NULL,
            Edge.to(there),
            Edge.to(notThere),
            record.position()));
    function.blocks().addAll(List.of(there, notThere, rest));
  }
}
