package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.expression;
import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.List;
import java.util.random.RandomGenerator;

/// Makes up loops. The counter is no variable that the loop's body assigns, so every loop ends.
final class Loops {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;
  private final Scope scope;
  private final Frame frame;
  private final Statements statements;

  Loops(
      RandomGenerator random,
      Vocabulary vocabulary,
      Scope scope,
      Frame frame,
      Statements statements) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.scope = scope;
    this.frame = frame;
    this.statements = statements;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /// A loop of a few rounds, of many simple ones, over an array or by the kernel; or a simple statement
  /// where the loops around have rounds enough.
  Node loop(int depth) {
    var arrays = scope.since(0).stream().filter(variable -> variable.type().endsWith("]")).toList();
    if (!arrays.isEmpty() && chance(3)) {
      return overArray(arrays.get(random.nextInt(arrays.size())), depth);
    }
    if (chance(6)) {
      return repeat();
    }
    boolean isLong = chance(12);
    int rounds = isLong ? 30 + random.nextInt(200) : 1 + random.nextInt(12);
    if (isLong ? !frame.loops().isEmpty() : !frame.allows(rounds)) {
      return statements.assignment();
    }
    return counted(rounds, isLong ? 0 : depth - 1);
  }

  private Node counted(int rounds, int depth) {
    var label = vocabulary.fresh("loop");
    var counter = vocabulary.fresh("i");
    int size = scope.size();
    var bound =
        chance(2)
            ? new Node(
                Node.FIXED,
                "($ & " + (Integer.highestOneBit(rounds + 1) - 1) + ")",
                List.of(statements.expressions().of("int", 1)))
            : expression("int", String.valueOf(rounds));
    scope.counter("int", counter);
    frame.enter(label, rounds);
    var body = statements.body(depth);
    frame.leave(rounds);
    scope.cut(size);
    if (chance(5)) {
      return statement(
          "{ int C = 0;\nL: do {\n$} while (++C < $);\n}"
              .replace("C", counter)
              .replace("L:", label + ":"),
          body,
          bound);
    }
    var form =
        switch (random.nextInt(4)) {
          case 0 -> "L: for (int C = $ - 1; C >= 0; C--) {\n$}";
          case 1 -> "{ int C = 0;\nL: while (C++ < $) {\n$}\n}";
          case 2 -> "{ int C = $;\nL: while (C-- > 0) {\n$}\n}";
          default -> "L: for (int C = 0; C < $; C++) {\n$}";
        };
    return statement(form.replace("C", counter).replace("L:", label + ":"), bound, body);
  }

  private Node overArray(Scope.Variable array, int depth) {
    int length = Integer.parseInt(array.type().replaceAll("\\D", ""));
    if (!frame.allows(length)) {
      return statements.assignment();
    }
    var type = array.type().substring(0, array.type().indexOf('['));
    var label = vocabulary.fresh("loop");
    var name = vocabulary.fresh("e");
    int size = scope.size();
    scope.constant(type, name);
    frame.enter(label, length);
    var body = statements.body(depth - 1);
    frame.leave(length);
    scope.cut(size);
    return statement("%s: for (%s %s : %s) {\n$}".formatted(label, type, name, array.name()), body);
  }

  /// A loop of the kernel's, whose body is a callback.
  private Node repeat() {
    var counter = vocabulary.fresh("i");
    var inside = vocabulary.statics().copy();
    for (var variable : scope.inLambda().since(0)) {
      if (!variable.isAssignable() && canCapture(variable.type())) {
        vocabulary.declare(variable.type(), variable.name(), inside);
      }
    }
    inside.constant("int", counter);
    var code = new Statements(random, vocabulary, inside, new Frame("boolean"));
    return statement(
        "BpfLoop.repeat($, C -> {\n$return $;\n});".replace("C", counter),
        new Node(Node.FIXED, "($ & 63)", List.of(statements.expressions().of("int", 1))),
        code.body(1),
        code.expressions().of("boolean", 1));
  }

  /// What a callback can use of the method around it: numbers, and what lies in memory.
  private boolean canCapture(String type) {
    return vocabulary.numbers(type) == 1
        || type.endsWith("]")
        || vocabulary.structs().contains(type)
        || vocabulary.records().contains(type)
        || Primitives.BOXES.containsValue(type);
  }
}
