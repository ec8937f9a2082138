package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
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
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A branch that only chooses between constants, by a parameter that was a constant on each way in, is
/// decided where those ways join: they bring what will be chosen along.
///
/// So the verdict of an enum constant that says what becomes of a packet is known from the moment at
/// which that is.
public final class DecideAtJoin implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    for (Block block : function.blocks()) {
      changed |= decide(function, block);
    }
    return changed;
  }

  private static boolean decide(Function function, Block block) {
    if (!(decidedBy(block.terminator()) instanceof Parameter parameter)) {
      return false;
    }
    var edges = block.terminator().edges();
    Block target = edges.getFirst().target();
    var join = definer(function, parameter);
    if (join == null
        || join == function.entry()
        || edges.stream().anyMatch(edge -> edge.target() != target)
        || !onlyConstantsDiffer(edges)) {
      return false;
    }
    Map<Edge, Edge> ways = new IdentityHashMap<>();
    int index = join.parameters().indexOf(parameter);
    for (Block from : function.blocks()) {
      for (Edge edge : from.terminator().edges()) {
        if (edge.target() == join) {
          if (!(edge.arguments().get(index) instanceof Constant constant)) {
            return false;
          }
          ways.put(edge, way(block.terminator(), constant));
        }
      }
    }
    var arguments = new ArrayList<>(edges.getFirst().arguments());
    var differing = new ArrayList<Integer>();
    for (int i = 0; i < arguments.size(); i++) {
      if (!isSame(edges, i)) {
        differing.add(i);
        var chosen = new Parameter(arguments.get(i).type());
        join.parameters().add(chosen);
        arguments.set(i, chosen);
      }
    }
    for (Block from : function.blocks()) {
      from.terminate(
          from.terminator()
              .mapEdges(edge -> {
                var way = ways.get(edge);
                if (way == null) {
                  return edge;
                }
                var brought = new ArrayList<>(edge.arguments());
                differing.forEach(i -> brought.add(way.arguments().get(i)));
                return new Edge(edge.target(), brought);
              }));
    }
    block.terminate(new Jump(new Edge(target, arguments)));
    return true;
  }

  private static @Nullable Value decidedBy(Terminator terminator) {
    return switch (terminator) {
      case Branch branch when branch.right() instanceof Constant -> branch.left();
      case Switch choice -> choice.value();
      default -> null;
    };
  }

  private static @Nullable Block definer(Function function, Parameter parameter) {
    return function.blocks().stream()
        .filter(block -> block.parameters().contains(parameter))
        .findFirst()
        .orElse(null);
  }

  private static boolean onlyConstantsDiffer(List<Edge> edges) {
    for (int i = 0; i < edges.getFirst().arguments().size(); i++) {
      int at = i;
      if (!isSame(edges, i)
          && !edges.stream().allMatch(edge -> edge.arguments().get(at) instanceof Constant)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(List<Edge> edges, int argument) {
    Value first = edges.getFirst().arguments().get(argument);
    return edges.stream().allMatch(edge -> edge.arguments().get(argument).equals(first));
  }

  /// Where `terminator` goes if what it asks for is `constant`.
  private static Edge way(Terminator terminator, Constant constant) {
    return switch (terminator) {
      case Branch branch ->
          Arithmetic.holds(
                  branch.condition(), constant.value(), ((Constant) branch.right()).value())
              ? branch.then()
              : branch.otherwise();
      case Switch choice -> {
        for (var c : choice.cases()) {
          if (c.value() == constant.value()) {
            yield c.edge();
          }
        }
        yield choice.otherwise();
      }
      default -> throw new IllegalArgumentException("decides nothing");
    };
  }
}
