package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which values need a register: those that an effect, a branch or the result depends on, but for what
/// [Folding] leaves to the instruction that uses it.
final class Demand {
  private final Map<Value, Integer> uses = new IdentityHashMap<>();
  private final Map<Value, List<Value>> arguments = new IdentityHashMap<>();
  private final Map<Block, List<Edge>> incoming = new IdentityHashMap<>();
  private final ArrayDeque<Value> open = new ArrayDeque<>();

  Demand(Dominators dominators) {
    for (var block : dominators.reversePostorder()) {
      for (var edge : block.terminator().edges()) {
        incoming.computeIfAbsent(edge.target(), _ -> new ArrayList<>()).add(edge);
        var parameters = edge.target().parameters();
        for (int i = 0; i < parameters.size(); i++) {
          arguments
              .computeIfAbsent(parameters.get(i), _ -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
    }
    for (var block : dominators.reversePostorder()) {
      block.instructions().stream().filter(i -> i.op().hasEffect()).forEach(this::operands);
      switch (block.terminator()) {
        case Terminator.Branch branch -> {
          var comparison = Folding.comparison(branch);
          use(comparison.left());
          use(comparison.right());
        }
        case Terminator.Switch choice -> use(Folding.unswapped(choice).value());
        case Terminator.Return(var value, _) -> use(value);
        case Terminator.Jump _, Terminator.Gate _ -> {}
      }
    }
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Instruction i when !i.op().hasEffect() -> operands(i);
        case Value.Parameter p -> arguments.getOrDefault(p, List.of()).forEach(this::use);
        default -> {}
      }
    }
  }

  /// Whether the value needs a register.
  boolean isNeeded(Value value) {
    return uses.containsKey(value);
  }

  /// How often it is used from its register.
  int uses(Value value) {
    return uses.getOrDefault(value, 0);
  }

  /// The edges that lead to a block.
  List<Edge> incoming(Block block) {
    return incoming.getOrDefault(block, List.of());
  }

  /// What a block's parameter may be; nothing for a function's.
  List<Value> arguments(Value.Parameter parameter) {
    return arguments.getOrDefault(parameter, List.of());
  }

  private void operands(Instruction i) {
    switch (i.op()) {
      case LOAD, ATOMIC -> {
        use(Folding.address(i.operand(0), i.offset()).base());
        i.operands().stream().skip(1).forEach(this::use);
      }
      case STORE -> {
        use(Folding.address(i.operand(0), i.offset()).base());
        use(Folding.stored(i.operand(1), i.size()));
      }
      case OFFSET -> {
        var address = Folding.pointer(i);
        use(address.base());
        if (address.base() == i) {
          i.operands().forEach(this::use);
        }
      }
      default -> i.operands().forEach(this::use);
    }
  }

  private void use(Value value) {
    if (value instanceof Instruction || value instanceof Value.Parameter) {
      if (uses.merge(value, 1, Integer::sum) == 1) {
        open.push(value);
      }
    }
  }
}
