package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Terminator.Jump;
import io.github.bpf4j.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the ways to a block bring along for one of its parameters.
final class Arrivals {
  private Arrivals() {}

  /// What one way does and brings instead of an argument.
  @FunctionalInterface
  interface Change {
    /// What is brought instead of `argument`; null for nothing, on all ways or none.
    ///
    /// @param onTheWay takes the instructions that are to run on this way
    @Nullable Value of(Value argument, List<Instruction> onTheWay);
  }

  /// Changes what every way to `join` brings for the parameter at `index`. The parameter itself is left as it is.
  static void change(Function function, Block join, int index, Change change) {
    for (Block from : List.copyOf(function.blocks())) {
      if (from.terminator() instanceof Jump(var edge) && edge.target() == join) {
        from.terminate(new Jump(changed(edge, index, change, from.instructions())));
      } else {
        from.terminate(
            from.terminator()
                .mapEdges(edge -> {
                  if (edge.target() != join) {
                    return edge;
                  }
                  var way = new Block();
                  var changed = changed(edge, index, change, way.instructions());
                  if (way.instructions().isEmpty()) {
                    return changed;
                  }
                  if (from.cold() || join.cold()) {
                    way.markCold();
                  }
                  way.terminate(new Jump(changed));
                  function.blocks().add(way);
                  return Edge.to(way);
                }));
      }
    }
  }

  private static Edge changed(Edge edge, int index, Change change, List<Instruction> onTheWay) {
    var arguments = new ArrayList<>(edge.arguments());
    Value brought = change.of(arguments.get(index), onTheWay);
    if (brought == null) {
      arguments.remove(index);
    } else {
      arguments.set(index, brought);
    }
    return new Edge(edge.target(), arguments);
  }
}
