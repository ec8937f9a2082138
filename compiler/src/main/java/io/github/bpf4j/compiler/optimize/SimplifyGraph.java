package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Terminator.Branch;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Terminator.Switch;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Removes blocks and branches that decide nothing: branches whose way is known, blocks that only
/// jump, blocks that cannot be reached, and seams between blocks that always follow each other.
public final class SimplifyGraph implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    boolean again = true;
    while (again) {
      again = decide(function);
      again |= removeUnreachable(function);
      again |= skipEmpty(function);
      again |= removeUnreachable(function);
      again |= join(function);
      changed |= again;
    }
    return changed;
  }

  private static boolean decide(Function function) {
    boolean changed = false;
    for (Block block : function.blocks()) {
      Terminator end = block.terminator();
      Terminator simpler =
          switch (end) {
            case Branch branch -> decide(branch);
            case Switch choice -> decide(choice);
            default -> end;
          };
      if (!simpler.equals(end)) {
        block.terminate(simpler);
        changed = true;
      }
    }
    return changed;
  }

  private static Terminator decide(Branch branch) {
    if (branch.then().equals(branch.otherwise())) {
      return new Jump(branch.then());
    }
    var simpler = Folding.simplify(branch);
    Boolean known = Folding.decide(simpler);
    if (known != null) {
      return new Jump(known ? simpler.then() : simpler.otherwise());
    }
    return simpler;
  }

  private static Terminator decide(Switch choice) {
    if (choice.value() instanceof Constant constant) {
      for (var c : choice.cases()) {
        if (c.value() == constant.value()) {
          return new Jump(c.edge());
        }
      }
      return new Jump(choice.otherwise());
    }
    int bits = Bits.of(choice.value());
    long max = bits < 32 ? (1L << bits) - 1 : Long.MAX_VALUE;
    var cases = new ArrayList<Terminator.Case>();
    var seen = new HashSet<Integer>();
    for (var c : choice.cases()) {
      boolean possible = bits >= 32 || c.value() >= 0 && c.value() <= max;
      if (possible && seen.add(c.value()) && !c.edge().equals(choice.otherwise())) {
        cases.add(c);
      }
    }
    if (cases.isEmpty()) {
      return new Jump(choice.otherwise());
    }
    if (cases.size() == 1) {
      var only = cases.getFirst();
      return new Branch(
          Condition.EQ,
          choice.value(),
          Constant.of(only.value()),
          only.edge(),
          choice.otherwise(),
          choice.position());
    }
    return cases.size() == choice.cases().size()
        ? choice
        : new Switch(choice.value(), cases, choice.otherwise(), choice.position());
  }

  private static boolean removeUnreachable(Function function) {
    var reachable = new HashSet<>(Dominators.of(function).reversePostorder());
    return function.blocks().removeIf(block -> !reachable.contains(block));
  }

  /// Lets edges to a block that only jumps go where it jumps to.
  private static boolean skipEmpty(Function function) {
    Set<Parameter> usedElsewhere = usedOutside(function);
    boolean changed = false;
    for (Block block : function.blocks()) {
      Terminator end = block.terminator();
      Terminator shorter = end.mapEdges(edge -> shorten(edge, block, usedElsewhere));
      if (!shorter.edges().equals(end.edges())) {
        block.terminate(shorter);
        changed = true;
      }
    }
    return changed;
  }

  private static Edge shorten(Edge edge, Block from, Set<Parameter> usedElsewhere) {
    Block middle = edge.target();
    if (middle == from
        || !middle.instructions().isEmpty()
        || !(middle.terminator() instanceof Jump jump)
        || jump.target().target() == middle
        || middle.parameters().stream().anyMatch(usedElsewhere::contains)) {
      return edge;
    }
    var arguments = new ArrayList<Value>();
    for (Value argument : jump.target().arguments()) {
      int index = argument instanceof Parameter p ? middle.parameters().indexOf(p) : -1;
      arguments.add(index >= 0 ? edge.arguments().get(index) : argument);
    }
    return new Edge(jump.target().target(), arguments);
  }

  /// Parameters that are used in other blocks than their own.
  private static Set<Parameter> usedOutside(Function function) {
    Set<Parameter> used = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Block block : function.blocks()) {
      var own = new HashSet<Value>(block.parameters());
      for (Value value : usesIn(block)) {
        if (value instanceof Parameter parameter && !own.contains(parameter)) {
          used.add(parameter);
        }
      }
    }
    return used;
  }

  /// Every value that `block` uses, as often as it does.
  static List<Value> usesIn(Block block) {
    var uses = new ArrayList<Value>();
    block.instructions().forEach(instruction -> uses.addAll(instruction.operands()));
    uses.addAll(block.terminator().uses());
    return uses;
  }

  /// Appends each block to the one that it always follows.
  private static boolean join(Function function) {
    var edgesTo = new IdentityHashMap<Block, Integer>();
    for (Block block : function.blocks()) {
      block.terminator().edges().forEach(edge -> edgesTo.merge(edge.target(), 1, Integer::sum));
    }
    var substitution = new Substitution();
    Set<Block> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Block block : function.blocks()) {
      // The entry block's instructions come before everything: keep it if it is a loop's target.
      while (!gone.contains(block)
          && block.terminator() instanceof Jump jump
          && edgesTo.getOrDefault(jump.target().target(), 0) == 1
          && jump.target().target() != block
          && block.cold() == jump.target().target().cold()) {
        Block next = jump.target().target();
        for (int i = 0; i < next.parameters().size(); i++) {
          substitution.replace(next.parameters().get(i), jump.target().arguments().get(i));
        }
        block.instructions().addAll(next.instructions());
        block.terminate(next.terminator());
        gone.add(next);
      }
    }
    function.blocks().removeAll(gone);
    substitution.apply(function);
    return !gone.isEmpty();
  }
}
