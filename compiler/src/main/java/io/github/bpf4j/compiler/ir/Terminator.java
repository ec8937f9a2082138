package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// How a block ends.
public sealed interface Terminator {
  /// Where it may go, in order.
  List<Edge> edges();

  /// The values that it reads itself, without the arguments of its edges.
  List<Value> operands();

  /// The same with other edges.
  Terminator mapEdges(UnaryOperator<Edge> mapping);

  /// The same with other values, on the edges too.
  default Terminator mapValues(UnaryOperator<Value> mapping) {
    UnaryOperator<Edge> edges =
        edge -> new Edge(edge.target(), edge.arguments().stream().map(mapping).toList());
    return switch (mapEdges(edges)) {
      case Jump jump -> jump;
      case Gate gate -> gate;
      case Branch b ->
          new Branch(
              b.condition(),
              mapping.apply(b.left()),
              mapping.apply(b.right()),
              b.then(),
              b.otherwise(),
              b.position());
      case Switch s -> new Switch(mapping.apply(s.value()), s.cases(), s.otherwise(), s.position());
      case Return r -> new Return(mapping.apply(r.value()), r.position());
    };
  }

  /// The values that it reads, the arguments of its edges included.
  default List<Value> uses() {
    var uses = new ArrayList<>(operands());
    edges().forEach(edge -> uses.addAll(edge.arguments()));
    return uses;
  }

  /// Always to `target`.
  record Jump(Edge target) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of(target);
    }

    @Override
    public List<Value> operands() {
      return List.of();
    }

    @Override
    public Terminator mapEdges(UnaryOperator<Edge> mapping) {
      return new Jump(mapping.apply(target));
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

    @Override
    public List<Value> operands() {
      return List.of(left, right);
    }

    @Override
    public Terminator mapEdges(UnaryOperator<Edge> mapping) {
      return new Branch(
          condition, left, right, mapping.apply(then), mapping.apply(otherwise), position);
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

    @Override
    public List<Value> operands() {
      return List.of(value);
    }

    @Override
    public Terminator mapEdges(UnaryOperator<Edge> mapping) {
      return new Switch(
          value,
          cases.stream().map(c -> new Case(c.value(), mapping.apply(c.edge()))).toList(),
          mapping.apply(otherwise),
          position);
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

    @Override
    public List<Value> operands() {
      return List.of();
    }

    @Override
    public Terminator mapEdges(UnaryOperator<Edge> mapping) {
      return new Gate(site, mapping.apply(enabled), mapping.apply(disabled), position);
    }
  }

  /// Out of the function, with an I32 (the verdict).
  record Return(Value value, Position position) implements Terminator {
    @Override
    public List<Edge> edges() {
      return List.of();
    }

    @Override
    public List<Value> operands() {
      return List.of(value);
    }

    @Override
    public Terminator mapEdges(UnaryOperator<Edge> mapping) {
      return this;
    }
  }
}
