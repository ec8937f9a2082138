package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.block;
import static io.github.bpf4j.agreement.random.Node.expression;
import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes up the statements of a method or lambda.
final class Statements {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;
  private final Scope scope;
  private final Frame frame;
  private final Expressions expressions;
  private final Loops loops;

  Statements(RandomGenerator random, Vocabulary vocabulary, Scope scope, Frame frame) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.scope = scope;
    this.frame = frame;
    this.expressions = new Expressions(random, vocabulary, scope);
    this.loops = new Loops(random, vocabulary, scope, frame, this);
  }

  Expressions expressions() {
    return expressions;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// A block of one to three statements.
  Node body(int depth) {
    return body(depth, 1 + random.nextInt(3));
  }

  /// A block of so many statements; their variables are gone behind it.
  Node body(int depth, int count) {
    int size = scope.size();
    var list = new ArrayList<Node>();
    for (int i = 0; i < count; i++) {
      list.add(next(depth));
    }
    scope.cut(size);
    return block(list);
  }

  /// A statement; a variable that it declares stays in scope.
  Node next(int depth) {
    if (depth <= 0) {
      return chance(2) ? operation() : assignment();
    }
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> assignment();
      case 3, 4, 5, 6, 7 -> operation();
      case 8 -> declaration();
      case 9, 10 -> condition(depth);
      case 11, 12 -> loops.loop(depth);
      case 13 -> choose(depth);
      case 14 -> attempt(depth);
      case 15 -> nullTest(depth);
      case 16 -> slice();
      case 17, 18 -> leave();
      default -> patterns(depth);
    };
  }

  /// A new variable of any type.
  Node declaration() {
    return switch (random.nextInt(8)) {
      case 0 -> array();
      case 1 -> vocabulary.mutable().isEmpty() ? array() : object(pick(vocabulary.mutable()));
      default -> {
        var types = new ArrayList<>(Primitives.WEIGHTED);
        types.addAll(List.of("Integer", "Long"));
        types.addAll(vocabulary.types());
        yield declaration(pick(types.stream().filter(expressions::canMake).toList()));
      }
    };
  }

  Node declaration(String type) {
    var name = vocabulary.fresh(prefix(type));
    boolean isConstant = chance(3);
    var value =
        isConstant || !vocabulary.functions().containsKey(type)
            ? expressions.of(type, 2)
            : expressions.function(type);
    if (isConstant) {
      scope.constant(type, name);
    } else {
      scope.local(type, name);
    }
    return statement(
        (isConstant ? "final " : "") + Vocabulary.java(type) + " " + name + " = $;", value);
  }

  private Node object(String type) {
    var name = vocabulary.fresh("o");
    vocabulary.declare(type, name, scope);
    return statement("final %s %s = new %s();".formatted(type, name, type));
  }

  private Node array() {
    var component = pick(Primitives.WEIGHTED);
    int length = 1 << random.nextInt(5);
    var name = vocabulary.fresh("a");
    var head = "final " + component + "[] " + name + " = ";
    Node made;
    if (length <= 4 && chance(2)) {
      var elements = new ArrayList<Node>();
      for (int i = 0; i < length; i++) {
        elements.add(expressions.of(component, 1));
      }
      var places = String.join(", ", Collections.nCopies(length, "$"));
      made = new Node(Node.STATEMENT, head + "{" + places + "};", elements);
    } else {
      made = statement(head + "new %s[%d];".formatted(component, length));
    }
    scope.constant(Arrays.type(vocabulary, component, length), name);
    return made;
  }

  private static String prefix(String type) {
    return type.substring(0, 1).toLowerCase(java.util.Locale.ROOT);
  }

  Node assignment() {
    var types =
        scope.since(0).stream()
            .filter(Scope.Variable::isAssignable)
            .map(Scope.Variable::type)
            .distinct()
            .toList();
    if (types.isEmpty()) {
      return operation();
    }
    var type = pick(types);
    var name = pick(scope.assignable(type));
    if (vocabulary.functions().containsKey(type)) {
      return statement(name + " = $;", expressions.function(type));
    }
    if (type.equals("boolean") || Primitives.literals(type).isEmpty()) {
      return statement(name + " = $;", expressions.of(type, 2));
    }
    return switch (random.nextInt(8)) {
      case 0 -> statement(name + pick(List.of("++;", "--;")));
      case 1, 2 ->
          statement(
              name + pick(List.of(" += $;", " -= $;", " *= $;", " ^= $;", " |= $;", " &= $;")),
              expressions.of(chance(3) ? "long" : "int", 2));
      case 3 ->
          statement(
              name + pick(List.of(" <<= $;", " >>= $;", " >>>= $;")), expressions.of("shift", 1));
      default -> statement(name + " = $;", expressions.of(type, 3));
    };
  }

  /// One of the operations that give nothing.
  private Node operation() {
    var operations = expressions.operations(Operation.VOID);
    if (operations.isEmpty()) {
      return scope.since(0).stream().anyMatch(Scope.Variable::isAssignable)
          ? assignment()
          : statement(";");
    }
    var operation = expressions.of(pick(operations), 2);
    return new Node(Node.STATEMENT, operation.template(), operation.children());
  }

  private Node condition(int depth) {
    var condition = expressions.of("boolean", 2);
    return chance(2)
        ? statement("if ($) {\n$}", condition, body(depth - 1))
        : statement("if ($) {\n$} else {\n$}", condition, body(depth - 1), body(depth - 1));
  }

  /// An old switch, which falls through.
  private Node choose(int depth) {
    var value =
        chance(2) ? expressions.of("key", 1) : expression("int", "$ + 0", expressions.of("int", 2));
    var labels = List.of("case 1:", "case 2:", "case 1000: case -3:", "default:");
    var text = new StringBuilder("switch ($) {\n");
    var children = new ArrayList<Node>();
    children.add(value);
    for (var label : labels) {
      text.append(label).append("\n{ $}\n").append(chance(3) ? "" : "break;\n");
      children.add(body(depth - 1));
    }
    return new Node(Node.STATEMENT, text + "}", children);
  }

  private Node patterns(int depth) {
    var sealed = vocabulary.alternatives().keySet().stream().filter(expressions::canMake).toList();
    if (!sealed.isEmpty() && chance(2)) {
      return expressions.patterns().statement(pick(sealed), () -> body(depth - 1));
    }
    var enums = vocabulary.constants().keySet().stream().filter(expressions::canMake).toList();
    if (enums.isEmpty()) {
      return condition(depth);
    }
    var type = pick(enums);
    var constants = vocabulary.constantsOf(type);
    return statement(
        "switch ($) {\ncase %s -> {\n$}\ndefault -> {\n$}\n}".formatted(pick(constants)),
        expressions.of(type, 1),
        body(depth - 1),
        body(depth - 1));
  }

  /// A `try`, most of which catch something that may come.
  private Node attempt(int depth) {
    int size = scope.size();
    var text = new StringBuilder("try {\n$");
    var children = new ArrayList<Node>();
    children.add(body(depth - 1));
    boolean refused = chance(2);
    if (refused) {
      text.append("if ($) { throw new Refused($); }\n");
      children.add(expressions.of("boolean", 1));
      children.add(expressions.of("int", 1));
    }
    scope.cut(size);
    text.append("}");
    boolean handled = !chance(4);
    if (handled && refused) {
      var name = vocabulary.fresh("e");
      scope.constant("int", name + ".code");
      text.append(" catch (Refused " + name + ") {\n$}");
      children.add(body(depth - 1));
      scope.cut(size);
    }
    if (handled) {
      text.append(
          pick(
              List.of(
                  " catch (ArithmeticException | IndexOutOfBoundsException _) {\n$}",
                  " catch (PacketBoundsException _) {\n$}",
                  " catch (IllegalStateException _) {\n$}",
                  " catch (RuntimeException _) {\n$}")));
      children.add(body(depth - 1));
    }
    if (!handled || chance(3)) {
      text.append(" finally {\n$}");
      children.add(body(0));
    }
    return new Node(Node.STATEMENT, text.toString(), children);
  }

  /// Looks whether something is null, which the compiler wants to see before it is used.
  private Node nullTest(int depth) {
    var types = vocabulary.nullable().stream().filter(expressions::canMake).toList();
    var type = pick(types);
    var known = type.substring(0, type.length() - 1);
    var name = vocabulary.fresh("v");
    var value = expressions.of(type, 2);
    int size = scope.size();
    vocabulary.declare(known, name, scope);
    var present = body(depth - 1);
    scope.cut(size);
    var declared = "final " + Vocabulary.java(type) + " " + name + " = $;\n";
    return switch (random.nextInt(3)) {
      case 0 -> statement("{ " + declared + "if (" + name + " != null) {\n$}\n}", value, present);
      case 1 ->
          statement(
              "{ " + declared + "if (" + name + " == null) {\n$} else {\n$}\n}",
              value,
              body(depth - 1),
              present);
      default -> {
        vocabulary.declare(known, name, scope);
        yield statement(declared + "if (" + name + " == null) { " + leaving() + " }", value);
      }
    };
  }

  /// Another look at the packet, where it may have no bytes.
  private Node slice() {
    if (!expressions.canMake("XdpContext")) {
      return assignment();
    }
    int length = 4 + random.nextInt(20);
    var name = vocabulary.fresh("q");
    var take = "var %s = ctx.slice($, %d);\n".formatted(name, length);
    var offset =
        chance(8)
            ? expressions.of("int", 2)
            : expression(
                "int", "($ & " + pick(List.of(15, 63, 255)) + ")", expressions.of("int", 1));
    int size = scope.size();
    int last = length - 1 - random.nextInt(3);
    scope.counter("int", "%s.u8(%d)".formatted(name, last));
    scope.counter("int", "%s.u16(%d)".formatted(name, last - 1));
    scope.counter("int", name + ".offset()");
    var use = body(0);
    scope.cut(size);
    var set = name + ".setU8(" + last + ", $);\n";
    return chance(3)
        ? statement("{ " + take + set + "$}", offset, expressions.of("int", 1), use)
        : statement(
            "try { " + take + "$" + set + "} catch (PacketBoundsException _) {\n$}",
            offset,
            use,
            expressions.of("int", 1),
            body(0));
  }

  private Node leave() {
    var condition =
        chance(3)
            ? expressions.of("boolean", 2)
            : expression("boolean", "(($ & 7) == 5)", expressions.of("int", 2));
    return statement("if ($) { " + leaving() + " }", condition);
  }

  /// A simple statement that ends the path.
  private String leaving() {
    if (chance(6)) {
      return "throw new IllegalStateException();";
    }
    if (!frame.loops().isEmpty() && !chance(4)) {
      return pick(List.of("break", "continue"))
          + (chance(2) ? "" : " " + pick(frame.loops()))
          + ";";
    }
    return frame.result().equals(Operation.VOID)
        ? "return;"
        : "return " + expressions.of(frame.result(), 0).text() + ";";
  }
}
