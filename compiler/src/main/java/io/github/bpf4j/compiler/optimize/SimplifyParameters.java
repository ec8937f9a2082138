package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Removes parameters of blocks that always get the same value, or that nobody uses.
public final class SimplifyParameters implements Pass {
  @Override
  public boolean run(Function function) {
    boolean changed = false;
    while (removeSame(function) || removeUnused(function)) {
      changed = true;
    }
    return changed;
  }

  private static boolean removeSame(Function function) {
    var arguments = arguments(function);
    var substitution = new Substitution();
    Set<Parameter> gone = identitySet();
    for (Block block : function.blocks()) {
      if (block == function.entry()) {
        continue;
      }
      for (Parameter parameter : block.parameters()) {
        Value only = only(parameter, arguments.getOrDefault(parameter, List.of()), substitution);
        if (only != null) {
          substitution.replace(parameter, only);
          gone.add(parameter);
        }
      }
    }
    remove(function, gone);
    substitution.apply(function);
    return !gone.isEmpty();
  }

  private static @Nullable Value only(
      Parameter parameter, List<Value> arguments, Substitution substitution) {
    Value only = null;
    for (Value argument : arguments) {
      Value value = substitution.of(argument);
      if (value == parameter || value.equals(only)) {
        continue;
      }
      if (only != null) {
        return null;
      }
      only = value;
    }
    return only;
  }

  private static boolean removeUnused(Function function) {
    var arguments = arguments(function);
    Set<Parameter> used = identitySet();
    var work = new ArrayList<Value>();
    for (Block block : function.blocks()) {
      block.instructions().forEach(instruction -> work.addAll(instruction.operands()));
      work.addAll(block.terminator().operands());
    }
    work.addAll(function.entry().parameters());
    while (!work.isEmpty()) {
      if (work.removeLast() instanceof Parameter parameter && used.add(parameter)) {
        work.addAll(arguments.getOrDefault(parameter, List.of()));
      }
    }
    Set<Parameter> gone = identitySet();
    for (Block block : function.blocks()) {
      for (Parameter parameter : block.parameters()) {
        if (!used.contains(parameter)) {
          gone.add(parameter);
        }
      }
    }
    remove(function, gone);
    return !gone.isEmpty();
  }

  /// What each parameter gets, over all edges.
  private static Map<Parameter, List<Value>> arguments(Function function) {
    var arguments = new IdentityHashMap<Parameter, List<Value>>();
    for (Block block : function.blocks()) {
      for (Edge edge : block.terminator().edges()) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          arguments
              .computeIfAbsent(edge.target().parameters().get(i), _ -> new ArrayList<>())
              .add(edge.arguments().get(i));
        }
      }
    }
    return arguments;
  }

  private static void remove(Function function, Set<Parameter> gone) {
    if (gone.isEmpty()) {
      return;
    }
    for (Block block : function.blocks()) {
      block.terminate(
          block
              .terminator()
              .mapEdges(edge -> {
                var kept = new ArrayList<Value>();
                for (int i = 0; i < edge.arguments().size(); i++) {
                  if (!gone.contains(edge.target().parameters().get(i))) {
                    kept.add(edge.arguments().get(i));
                  }
                }
                return new Edge(edge.target(), kept);
              }));
    }
    function.blocks().forEach(block -> block.parameters().removeIf(gone::contains));
  }

  private static <T> Set<T> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
