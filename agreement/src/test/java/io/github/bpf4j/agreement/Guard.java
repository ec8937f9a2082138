package io.github.bpf4j.agreement;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Terminator.Return;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.optimize.SimplifyGraph;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A branch of a compiled function that keeps it from doing what it must not: one of its two ways is
/// for when something is wrong.
///
/// @param function the function's text, see [IrParser]
/// @param block the index of the block that the branch ends
/// @param holds the way for when nothing is wrong: `true` is the branch's `then`
/// @param kind what is guarded
record Guard(String function, int block, boolean holds, Kind kind) {
  /// What a guard is for.
  enum Kind {
    /// The packet has these bytes.
    PACKET,
    /// The same, asked of a pointer that was moved by a variable: the verifier wants to see the check
    /// again, unless it knows the variable, as it does in each round of a loop that counts.
    PACKET_AGAIN,
    /// A helper gave a pointer.
    NULL,
    /// An offset into the packet is small enough to be added to a pointer.
    OFFSET,
    /// The divisor is not 0.
    DIVISOR,
    /// Anything else whose failure aborts the program.
    ABORT
  }

  /// All guards of a function.
  static List<Guard> all(String text) {
    var function = IrParser.parse(text);
    var offsets = operands(function, Op.OFFSET);
    var divisors = operands(function, Op.SDIV, Op.SREM, Op.UDIV, Op.UREM);
    var guards = new ArrayList<Guard>();
    for (int i = 0; i < function.blocks().size(); i++) {
      if (function.blocks().get(i).terminator() instanceof Branch branch) {
        var kind = kind(branch, offsets, divisors);
        if (kind != null) {
          guards.add(new Guard(text, i, holds(branch, kind), kind));
        }
      }
    }
    return guards;
  }

  private static Set<Value> operands(Function function, Op... ops) {
    var operands = new HashSet<Value>();
    for (var block : function.blocks()) {
      for (var instruction : block.instructions()) {
        if (List.of(ops).contains(instruction.op())) {
          operands.add(instruction.operand(1));
        }
      }
    }
    return operands;
  }

  private static @Nullable Kind kind(Branch branch, Set<Value> offsets, Set<Value> divisors) {
    boolean ordered =
        switch (branch.condition()) {
          case LE, LT, GT, GE -> true;
          default -> false;
        };
    if (branch.left().type() == Type.POINTER) {
      return !ordered ? Kind.NULL : isMoved(branch.left()) ? Kind.PACKET_AGAIN : Kind.PACKET;
    }
    boolean constant = branch.right() instanceof Value.Constant;
    if (constant && ordered && offsets.contains(branch.left())) {
      return Kind.OFFSET;
    }
    if (constant && !ordered && divisors.contains(branch.left())) {
      return Kind.DIVISOR;
    }
    return aborts(branch.then()) || aborts(branch.otherwise()) ? Kind.ABORT : null;
  }

  private static boolean isMoved(Value pointer) {
    return pointer instanceof Instruction i
        && i.op() == Op.OFFSET
        && (!(i.operand(1) instanceof Value.Constant) || isMoved(i.operand(0)));
  }

  private static boolean holds(Branch branch, Kind kind) {
    return switch (kind) {
      case PACKET, PACKET_AGAIN, OFFSET ->
          branch.condition() == Condition.LE || branch.condition() == Condition.LT;
      case NULL, DIVISOR -> branch.condition() == Condition.NE;
      case ABORT -> aborts(branch.otherwise());
    };
  }

  private static boolean aborts(Edge edge) {
    var block = edge.target();
    var seen = new HashSet<Block>();
    while (seen.add(block)
        && block.instructions().isEmpty()
        && block.terminator() instanceof Jump jump) {
      block = jump.target().target();
    }
    return block.cold() && block.terminator() instanceof Return;
  }

  /// Where it comes from.
  Position position() {
    return branch(IrParser.parse(function)).position();
  }

  private Branch branch(Function parsed) {
    return (Branch) parsed.blocks().get(block).terminator();
  }

  /// The function with the guard left out: it goes on as if nothing could be wrong.
  Function deleted() {
    var parsed = IrParser.parse(function);
    var branch = branch(parsed);
    parsed.blocks().get(block).terminate(new Jump(holds ? branch.then() : branch.otherwise()));
    new SimplifyGraph().run(parsed);
    IrChecker.check(parsed);
    return parsed;
  }

  /// The function with a read of address 0 where the guard fails. A verifier that accepts it has found
  /// out by itself that the guard never does.
  Function trapped() {
    var parsed = IrParser.parse(function);
    var branch = branch(parsed);
    var illegal = new Block();
    var position = branch.position();
    var type = parsed.isProgram() ? Type.I32 : Type.I64;
    var load = Instruction.load(type, Size.W, false, Value.NULL, 0, position);
    illegal.instructions().add(load);
    illegal.terminate(new Return(load, position));
    var blocks = new ArrayList<>(parsed.blocks());
    blocks.add(illegal);
    blocks
        .get(block)
        .terminate(
            new Branch(
                branch.condition(),
                branch.left(),
                branch.right(),
                holds ? branch.then() : Edge.to(illegal),
                holds ? Edge.to(illegal) : branch.otherwise(),
                position));
    var changed = new Function(parsed.name(), blocks, parsed.isProgram());
    new SimplifyGraph().run(changed);
    IrChecker.check(changed);
    return changed;
  }
}
