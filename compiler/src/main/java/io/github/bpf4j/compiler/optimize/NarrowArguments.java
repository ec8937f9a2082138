package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Pass;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What a parameter gets need not be extended or masked where only bits are used that this leaves alone: a `byte`
/// that is chosen among several and then stored.
public final class NarrowArguments implements Pass {
  private static final int ALL = 32;

  @Override
  public boolean run(Function function) {
    var used = usedBits(function);
    boolean changed = false;
    for (Block block : function.blocks()) {
      var narrowed = block.terminator().mapEdges(edge -> narrowed(edge, used));
      if (!narrowed.equals(block.terminator())) {
        block.terminate(narrowed);
        changed = true;
      }
    }
    return changed;
  }

  private static Edge narrowed(Edge edge, Map<Value, Integer> used) {
    var arguments = new ArrayList<>(edge.arguments());
    for (int i = 0; i < arguments.size(); i++) {
      Parameter parameter = edge.target().parameters().get(i);
      if (parameter.type() == Type.I32) {
        arguments.set(i, bare(arguments.get(i), used.getOrDefault(parameter, ALL)));
      }
    }
    return new Edge(edge.target(), arguments);
  }

  /// The value that `value` was extended or masked from, if its low `bits` bits are the same.
  private static Value bare(Value value, int bits) {
    if (bits < ALL && value instanceof Instruction instruction) {
      Value inner = Folding.lowBits(instruction, bits);
      if (inner != null) {
        return bare(inner, bits);
      }
    }
    return value;
  }

  /// How many low bits of each parameter anything depends on, those that nothing uses left out.
  private static Map<Value, Integer> usedBits(Function function) {
    Map<Value, Integer> used = new IdentityHashMap<>();
    List<Edge> edges = new ArrayList<>();
    for (Block block : function.blocks()) {
      for (Instruction user : block.instructions()) {
        for (int i = 0; i < user.operands().size(); i++) {
          used.merge(user.operand(i), usedBits(user, i), Math::max);
        }
      }
      block.terminator().operands().forEach(operand -> used.put(operand, ALL));
      edges.addAll(block.terminator().edges());
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Edge edge : edges) {
        for (int i = 0; i < edge.arguments().size(); i++) {
          int bits = used.getOrDefault(edge.target().parameters().get(i), 0);
          int before = used.getOrDefault(edge.arguments().get(i), 0);
          if (bits > before) {
            used.put(edge.arguments().get(i), bits);
            changed = true;
          }
        }
      }
    }
    return used;
  }

  private static int usedBits(Instruction user, int operand) {
    return switch (user.op()) {
      case STORE -> operand == 1 ? Math.min(ALL, 8 * user.size().bytes()) : ALL;
      case SEXT8 -> 8;
      case SEXT16, BSWAP16 -> 16;
      case AND ->
          user.operand(1) instanceof Constant(_, long mask) && mask >= 0
              ? Math.min(ALL, 64 - Long.numberOfLeadingZeros(mask))
              : ALL;
      default -> ALL;
    };
  }
}
