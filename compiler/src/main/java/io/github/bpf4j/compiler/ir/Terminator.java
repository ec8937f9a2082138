package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.List;

/// How a block ends.
public sealed interface Terminator {
  /// Where it may go, in order.
  List<Edge> edges();

  /// The values that it reads, the arguments of its edges included.
  default List<Value> uses() {
    var uses = new ArrayList<Value>();
    switch (this) {
      case Branch branch -> uses.addAll(List.of(branch.left(), branch.right()));
      case Switch choice -> uses.add(choice.value());
      case Return result -> uses.add(result.value());
      case Jump _, Gate _ -> {}
    }
    edges().forEach(edge -> uses.addAll(edge.arguments()));
    return uses;
  }

  /// Always to `target`.
  record Jump(Edge target) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(target);
    }
  }

  /// To `then` if `left condition right` holds, else to `otherwise`. Both values have the same type,
  /// which gives the width; pointers are compared with 64 bits, and a pointer with the constant 0
  /// asks for null.
  record Branch(
      Condition condition, Value left, Value right, Edge then, Edge otherwise, Position position)
      implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(then, otherwise);
    }
  }

  /// To the case that equals the I32 `value`, else to `otherwise`.
  record Switch(Value value, List<Case> cases, Edge otherwise, Position position)
      implements Terminator {
    /// Copies the list.
    public Switch {
      cases = List.copyOf(cases);
    }

    @Override
    public List<Edge> edges() {
      var edges = new ArrayList<Edge>();
      cases.forEach(c -> edges.add(c.edge()));
      edges.add(otherwise);
      return edges;
    }
  }

  /// One case of a switch.
  record Case(int value, Edge edge) {}

  /// To `enabled` if the level of log statement `site` is on, else to `disabled`: decided when the
  /// program is loaded.
  record Gate(int site, Edge enabled, Edge disabled, Position position) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(enabled, disabled);
    }
  }

  /// Out of the function, with an I32 (the verdict).
  record Return(Value value, Position position) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of();
    }
  }
}
