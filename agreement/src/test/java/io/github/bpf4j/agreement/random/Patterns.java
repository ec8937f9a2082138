package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes up what tells the classes of a sealed type, or the constants of an enum, apart.
final class Patterns {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;
  private final Scope scope;
  private final Expressions expressions;

  Patterns(RandomGenerator random, Vocabulary vocabulary, Scope scope, Expressions expressions) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.scope = scope;
    this.expressions = expressions;
  }

  /// An expression of `type` that asks such a question; another one where there is nothing to ask.
  Node expression(String type, int depth) {
    var sealed = vocabulary.alternatives().keySet().stream().filter(expressions::canMake).toList();
    var enums = vocabulary.constants().keySet().stream().filter(expressions::canMake).toList();
    if (!sealed.isEmpty() && (enums.isEmpty() || expressions.chance(2))) {
      return expressions.chance(2)
          ? cases(type, expressions.pick(sealed), depth)
          : test(type, expressions.pick(sealed), depth);
    }
    return enums.isEmpty()
        ? expressions.of(type, depth)
        : constants(type, expressions.pick(enums), depth);
  }

  /// `switch (sealed) { case A(var x) when … -> …; … }`, each case with what `body` makes.
  private Node cases(String type, String sealed, int depth) {
    return choose(
        type, sealed, "(switch ((S) $) {\n", "})", () -> expressions.of(type, depth), ";", depth);
  }

  /// The same as a statement.
  Node statement(String sealed, Supplier<Node> body) {
    return choose(Node.STATEMENT, sealed, "switch ((S) $) {\n", "}", body, "", 1);
  }

  private Node choose(
      String type,
      String sealed,
      String head,
      String end,
      Supplier<Node> body,
      String behind,
      int depth) {
    var children = new ArrayList<Node>();
    var text = new StringBuilder(head.replace("(S)", "(" + sealed + ")"));
    children.add(expressions.of(sealed, depth));
    var alternatives = new ArrayList<>(vocabulary.alternativesOf(sealed));
    boolean hasDefault = expressions.chance(4);
    for (int i = hasDefault ? 1 : 0; i < alternatives.size(); i++) {
      for (boolean guarded : expressions.chance(3) ? List.of(true, false) : List.of(false)) {
        int size = scope.size();
        text.append("case ").append(pattern(alternatives.get(i)));
        var guard = guarded ? guard(size) : null;
        if (guard != null || !guarded) {
          if (guard != null) {
            text.append(" when $");
            children.add(guard);
          }
          addBody(text, children, body, behind);
        } else {
          text.setLength(text.lastIndexOf("case "));
        }
        scope.cut(size);
      }
    }
    if (hasDefault) {
      text.append("default");
      addBody(text, children, body, behind);
    }
    return new Node(type, text.append(end).toString(), List.copyOf(children));
  }

  private static void addBody(
      StringBuilder text, List<Node> children, Supplier<Node> body, String behind) {
    var node = body.get();
    text.append(node.type().equals(Node.BLOCK) ? " -> {\n$}" : " -> $").append(behind).append('\n');
    children.add(node);
  }

  /// A pattern that fits an object of this class; its variables are in scope then.
  private String pattern(Vocabulary.Alternative alternative) {
    if (alternative.components().isEmpty() || expressions.chance(3)) {
      return alternative.name() + " " + bind(alternative.name());
    }
    var parts = new ArrayList<String>();
    for (var component : alternative.components()) {
      parts.add(part(component));
    }
    return alternative.name() + "(" + String.join(", ", parts) + ")";
  }

  private String part(String component) {
    var inner = vocabulary.componentsOf(component);
    if (!inner.isEmpty() && expressions.chance(2)) {
      return pattern(new Vocabulary.Alternative(component, inner));
    }
    return switch (random.nextInt(4)) {
      case 0 -> "_";
      case 1 -> "var " + bind(component);
      default -> Vocabulary.java(component) + " " + bind(component);
    };
  }

  private String bind(String type) {
    var name = vocabulary.fresh("z");
    scope.constant(type, name);
    return name;
  }

  /// A condition on a number that a pattern bound, which is one that javac does not compute; null if
  /// it bound none.
  private @org.jspecify.annotations.Nullable Node guard(int size) {
    for (var variable : scope.since(size)) {
      if (List.of("int", "long", "short", "byte", "char").contains(variable.type())) {
        return Node.expression(
            "boolean",
            variable.name() + expressions.pick(List.of(" > $", " == $", " <= $")),
            new Expressions(random, vocabulary, scope.inGuard()).of("int", 1));
      }
    }
    return null;
  }

  /// `sealed instanceof A(var x) ? … : …`
  private Node test(String type, String sealed, int depth) {
    var object = Node.expression(sealed, "(" + sealed + ") $", expressions.of(sealed, depth));
    int size = scope.size();
    var pattern = pattern(expressions.pick(vocabulary.alternativesOf(sealed)));
    var guard = expressions.chance(2) ? guard(size) : null;
    var then = expressions.of(type, depth);
    scope.cut(size);
    var otherwise = expressions.of(type, depth);
    return guard == null
        ? Node.expression(type, "($ instanceof " + pattern + " ? $ : $)", object, then, otherwise)
        : Node.expression(
            type, "($ instanceof " + pattern + " && $ ? $ : $)", object, guard, then, otherwise);
  }

  /// `switch (e) { case A -> …; … }`
  private Node constants(String type, String enumType, int depth) {
    var constants = vocabulary.constantsOf(enumType);
    var text = new StringBuilder("(switch ($) { ");
    var children = new ArrayList<Node>();
    children.add(expressions.of(enumType, depth));
    boolean hasDefault = constants.size() > 2 && expressions.chance(2);
    for (int i = 0; i < constants.size() - (hasDefault ? 1 : 0); i++) {
      text.append("case ").append(constants.get(i)).append(" -> $; ");
      children.add(expressions.of(type, depth));
    }
    if (hasDefault) {
      text.append("default -> $; ");
      children.add(expressions.of(type, depth));
    }
    return new Node(type, text.append("})").toString(), List.copyOf(children));
  }
}
