package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
  Stream<Node> smaller() {
    return Stream.concat(
        here(),
        java.util.stream.IntStream.range(0, children.size())
            .boxed()
            .flatMap(i -> children.get(i).smaller().map(child -> with(i, child))));
  }

  private Stream<Node> here() {
    return switch (type) {
      case BLOCK -> withoutSome();
      case STATEMENT ->
          children.stream()
              .filter(child -> child.type.equals(BLOCK) && !child.children.isEmpty())
              .map(child -> new Node(STATEMENT, "{ $ }", List.of(child)));
      case FIXED -> Stream.of();
      default -> simplerExpressions();
    };
  }

  private Stream<Node> withoutSome() {
    var results = new ArrayList<Node>();
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
    return results.stream();
  }

  private Stream<Node> simplerExpressions() {
    if (children.isEmpty() && template.length() <= 5) {
      return Stream.of();
    }
    var literal =
        switch (type) {
          case "boolean" -> "false";
          case "long" -> "0L";
          default -> "0";
        };
    return Stream.concat(
        Stream.of(expression(type, literal)),
        children.stream().filter(child -> child.type.equals(type)));
  }

  private Node with(int index, Node child) {
    var changed = new ArrayList<>(children);
    changed.set(index, child);
    return new Node(type, template, changed);
  }
}
