package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;

/// A piece of a random program: an expression, a statement or a list of statements.
///
/// @param type the Java type of an expression; [#STATEMENT], [#BLOCK] or [#FIXED] for the others
/// @param template its text, with `$` for each child in turn; unused for a block
/// @param children the pieces that it is made of
record Node(String type, String template, List<Node> children) {
  static final String STATEMENT = "statement";
  static final String BLOCK = "block";

  /// What can be neither left out nor replaced; its children can.
  static final String FIXED = "fixed";

  /// A block as a statement.
  private static final String BRACES = "{ $ }";

  static Node expression(String type, String template, Node... children) {
    return new Node(type, template, List.of(children));
  }

  static Node statement(String template, Node... children) {
    return new Node(STATEMENT, template, List.of(children));
  }

  static Node block(List<Node> statements) {
    return new Node(BLOCK, "", List.copyOf(statements));
  }

  /// The Java text.
  String text() {
    var text = new StringBuilder();
    print(text);
    return text.toString();
  }

  private void print(StringBuilder text) {
    if (type.equals(BLOCK)) {
      children.forEach(child -> {
        child.print(text);
        text.append('\n');
      });
      return;
    }
    int child = 0;
    for (int i = 0; i < template.length(); i++) {
      if (template.charAt(i) == '$') {
        children.get(child++).print(text);
      } else {
        text.append(template.charAt(i));
      }
    }
  }

  /// How many pieces it is made of.
  int size() {
    return 1 + children.stream().mapToInt(Node::size).sum();
  }

  /// This with one piece left out or made simpler, in every way that there is; the largest cuts first.
  /// Not all of them are valid Java.
  List<Node> smaller() {
    var results = new ArrayList<Node>();
    switch (type) {
      case BLOCK -> {
        addWithoutSome(results);
        addWithoutBraces(results);
      }
      case STATEMENT -> {
        if (!template.equals(BRACES)) {
          children.stream()
              .filter(child -> child.type.equals(BLOCK) && !child.children.isEmpty())
              .forEach(child -> results.add(statement(BRACES, child)));
        }
      }
      case FIXED -> {}
      default -> {
        if (!template.equals(literal())) {
          results.add(expression(type, literal()));
        }
        addWithin(results, this);
      }
    }
    for (int i = 0; i < children.size(); i++) {
      int at = i;
      children.get(i).smaller().forEach(child -> results.add(with(at, child)));
    }
    return results;
  }

  private void addWithoutSome(List<Node> results) {
    for (int length = children.size(); length >= 1; length /= 2) {
      for (int from = 0; from < children.size(); from += length) {
        int to = Math.min(children.size(), from + length);
        if (children.subList(from, to).stream().noneMatch(child -> child.type.equals(FIXED))) {
          var rest = new ArrayList<>(children.subList(0, from));
          rest.addAll(children.subList(to, children.size()));
          results.add(block(rest));
        }
      }
    }
  }

  private void addWithoutBraces(List<Node> results) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).template.equals(BRACES)) {
        var flat = new ArrayList<>(children);
        flat.remove(i);
        flat.addAll(i, children.get(i).children.getFirst().children);
        results.add(block(flat));
      }
    }
  }

  /// The simplest expression of this type.
  private String literal() {
    return switch (type) {
      case "boolean" -> "false";
      case "long" -> "0L";
      default -> "0";
    };
  }

  /// Adds the expressions within `node` that are of this type, the outer ones first.
  private void addWithin(List<Node> results, Node node) {
    for (var child : node.children) {
      if (child.type.equals(type)) {
        results.add(child);
      }
      addWithin(results, child);
    }
  }

  private Node with(int index, Node child) {
    var changed = new ArrayList<>(children);
    changed.set(index, child);
    return new Node(type, template, changed);
  }
}
