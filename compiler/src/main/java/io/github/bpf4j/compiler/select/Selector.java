package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Turns a function into machine code over any number of registers, and its block parameters into
/// copies.
///
/// A parameter `p` of a block with several ways in has a second register `t`: each way ends with
/// `t = argument`, and the block begins with `p = t`. So no copy on a way in can overwrite what another
/// one still reads, and the allocator finds out which of the copies are needed.
public final class Selector {
  /// Up to so many cases are asked one after the other; more are halved first.
  private static final int LINEAR_CASES = 4;

  private final Code code = new Code();
  private final Dominators dominators;
  private final Demand demand;
  private final Frame frame;
  private final Operands operands;
  private final InsnSelector insns;
  private final Map<Block, MachineBlock> blocks = new IdentityHashMap<>();
  private final Map<Value, Integer> incoming = new IdentityHashMap<>();

  private Selector(Function function, IsaVersion target) {
    dominators = Dominators.of(function);
    demand = new Demand(dominators);
    frame = new Frame(dominators);
    operands = new Operands(code, frame);
    var upper = new UpperBits(dominators, demand, target);
    insns = new InsnSelector(code, operands, demand, upper, target);
  }

  /// Selects instructions of version 3 or 4.
  public static MachineFunction select(Function function, IsaVersion target) {
    var selector = new Selector(function, target);
    selector.run(function);
    return new MachineFunction(
        function.name(), selector.code.blocks(), selector.code.registers(), selector.frame.size());
  }

  private void run(Function function) {
    for (var block : dominators.reversePostorder()) {
      blocks.put(block, code.newBlock(dominators.loopDepth(block), block.cold()));
      for (var parameter : block.parameters()) {
        if (demand.isNeeded(parameter)) {
          operands.define(parameter, code.fresh());
        }
      }
    }
    for (var block : dominators.reversePostorder()) {
      code.begin(blockOf(block));
      code.at(Position.NONE);
      if (block == function.entry()) {
        for (int i = 0; i < block.parameters().size(); i++) {
          if (demand.isNeeded(block.parameters().get(i))) {
            code.copy(operands.register(block.parameters().get(i)), i + 1);
          }
        }
      } else if (demand.incoming(block).size() > 1) {
        for (var parameter : block.parameters()) {
          if (demand.isNeeded(parameter)) {
            code.copy(operands.register(parameter), incoming(parameter));
          }
        }
      }
      for (var instruction : block.instructions()) {
        if (instruction.op().hasEffect() || demand.isNeeded(instruction)) {
          code.at(instruction.position());
          insns.select(instruction);
        }
      }
      end(block.terminator());
    }
  }

  private void end(Terminator terminator) {
    switch (terminator) {
      case Terminator.Jump(var target) -> {
        code.at(Position.NONE);
        copies(target);
        code.end(new End.Goto(blockOf(target.target())));
      }
      case Terminator.Branch branch -> {
        code.at(branch.position());
        branch(branch);
      }
      case Terminator.Switch choice -> {
        code.at(choice.position());
        var unswapped = Folding.unswapped(choice);
        var cases = new ArrayList<>(unswapped.cases());
        if (cases.size() > LINEAR_CASES) {
          cases.sort(Comparator.comparingInt(Terminator.Case::value));
        }
        cases.removeIf(c -> c.edge().equals(choice.otherwise()));
        var otherwise = way(choice.otherwise());
        if (cases.isEmpty()) {
          code.end(new End.Goto(otherwise));
        } else {
          choose(value(unswapped.value()), cases, otherwise);
        }
      }
      case Terminator.Gate(int site, var enabled, var disabled, var position) -> {
        code.at(position);
        var on = way(enabled);
        code.end(new End.Gate(site, on, way(disabled)));
      }
      case Terminator.Return(var value, var position) -> {
        code.at(position);
        operands.copyTo(0, value);
        code.end(new End.Exit());
      }
    }
  }

  private void branch(Terminator.Branch branch) {
    var comparison = Folding.comparison(branch);
    var then = way(comparison.inverted() ? branch.otherwise() : branch.then());
    var otherwise = way(comparison.inverted() ? branch.then() : branch.otherwise());
    var width = comparison.left().type() == Type.I32 ? Width.W32 : Width.W64;
    int left = value(comparison.left());
    if (comparison.right() instanceof Value.Constant(_, long number) && number == (int) number) {
      code.testConstant(width, comparison.condition(), left, (int) number, then, otherwise);
    } else {
      int right = value(comparison.right());
      code.test(width, comparison.condition(), left, right, then, otherwise);
    }
  }

  private void choose(int value, List<Terminator.Case> cases, MachineBlock otherwise) {
    if (cases.size() > LINEAR_CASES) {
      int middle = cases.size() / 2;
      var low = code.newBlock();
      var high = code.newBlock();
      int pivot = cases.get(middle).value();
      code.testConstant(Width.W32, Condition.SLT, value, pivot, low, high);
      code.begin(low);
      choose(value, cases.subList(0, middle), otherwise);
      code.begin(high);
      choose(value, cases.subList(middle, cases.size()), otherwise);
      return;
    }
    for (int i = 0; i < cases.size(); i++) {
      var next = i + 1 < cases.size() ? code.newBlock() : otherwise;
      var then = way(cases.get(i).edge());
      code.testConstant(Width.W32, Condition.EQ, value, cases.get(i).value(), then, next);
      code.begin(next);
    }
  }

  private int value(Value value) {
    return operands.register(value);
  }

  /// The block to go to for this edge: one of its own where values have to be copied on the way.
  private MachineBlock way(Edge edge) {
    var target = blockOf(edge.target());
    if (edge.target().parameters().stream().noneMatch(demand::isNeeded)) {
      return target;
    }
    var from = code.current();
    var cold = from.cold() || target.cold();
    var way = code.newBlock(Math.min(from.depth(), target.depth()), cold);
    code.begin(way);
    copies(edge);
    code.end(new End.Goto(target));
    code.begin(from);
    return way;
  }

  private void copies(Edge edge) {
    var parameters = edge.target().parameters();
    boolean only = demand.incoming(edge.target()).size() == 1;
    // Constants last: they need nothing that a copy could overwrite, and a register no longer.
    for (boolean constants : new boolean[] {false, true}) {
      for (int i = 0; i < parameters.size(); i++) {
        var parameter = parameters.get(i);
        var argument = edge.arguments().get(i);
        boolean computed = argument instanceof Instruction || argument instanceof Value.Parameter;
        if (demand.isNeeded(parameter) && computed != constants) {
          int register = only ? operands.register(parameter) : incoming(parameter);
          operands.copyTo(register, argument);
        }
      }
    }
  }

  /// The second register of a parameter.
  private int incoming(Value parameter) {
    return incoming.computeIfAbsent(parameter, _ -> code.fresh());
  }

  private MachineBlock blockOf(Block block) {
    var machine = blocks.get(block);
    if (machine == null) {
      throw new IllegalStateException("an edge leads out of the function");
    }
    return machine;
  }
}
