package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// Makes up expressions over the variables in scope.
final class Expressions {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;
  private final Scope scope;
  private final Patterns patterns;

  Expressions(RandomGenerator random, Vocabulary vocabulary, Scope scope) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.scope = scope;
    this.patterns = new Patterns(random, vocabulary, scope, this);
  }

  Patterns patterns() {
    return patterns;
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// Whether there are expressions of `type` here.
  boolean canMake(String type) {
    return isRange(type)
        || vocabulary.functions().containsKey(type)
        || !vocabulary.operations(type).isEmpty()
        || !scope.readable(type).isEmpty();
  }

  /// The operations with this result that can be made here.
  List<Operation> operations(String result) {
    return vocabulary.operations(result).stream()
        .filter(operation -> operation.arguments().stream().allMatch(this::canMake))
        .toList();
  }

  /// What `operation` makes.
  Node of(Operation operation, int depth) {
    var arguments = operation.arguments().stream().map(type -> of(type, depth - 1)).toList();
    return new Node(operation.result(), operation.template(), arguments);
  }

  /// An expression of `type`, or an `int` or `long` in some range:
  ///
  /// | type | range |
  /// | --- | --- |
  /// | `divisor`, `ldivisor` | seldom zero |
  /// | `shift` | any, often a constant |
  /// | `index` | a place in a packet slice of 40 bytes where 8 more follow; seldom anything |
  /// | `below8` | from 0 to 7, or less than another power of two; seldom anything |
  /// | `key` | from 0 to 7 |
  Node of(String type, int depth) {
    if (isRange(type)) {
      return inRange(type, depth);
    }
    if (depth <= 0 || chance(4)) {
      return leaf(type);
    }
    if (vocabulary.functions().containsKey(type) && chance(2)) {
      return lambda(type, scope.inLambda(), depth - 1);
    }
    var operations = operations(type);
    if (operations.isEmpty()) {
      return leaf(type);
    }
    return switch (random.nextInt(12)) {
      case 0 -> assignment(type, depth - 1);
      case 1 -> patterns.expression(type, depth - 1);
      default -> of(pick(operations), depth);
    };
  }

  /// An expression without much in it, of what differs from packet to packet where there is something.
  private Node leaf(String type) {
    var names = scope.readable(type);
    var literals = Primitives.literals(type);
    if (!names.isEmpty() && random.nextInt(10) < 7) {
      return expression(type, pick(names));
    }
    if (type.equals("boolean") && !chance(8)) {
      return expression(
          "boolean",
          "($ " + pick(List.of("==", "!=", "<", ">=")) + " $)",
          leaf("int"),
          leaf("int"));
    }
    if (!literals.isEmpty()) {
      return scope.readable("PacketSlice").isEmpty() || chance(2)
          ? expression(type, pick(literals))
          : packet(type);
    }
    if (vocabulary.constants().containsKey(type)) {
      return expression(type, type + "." + pick(vocabulary.constantsOf(type)));
    }
    if (vocabulary.functions().containsKey(type)) {
      return lambda(type, scope.inLambda(), 0);
    }
    var operations = operations(type);
    return operations.isEmpty() ? expression(type, pick(names)) : of(operations.getFirst(), 0);
  }

  /// A number of the packet's.
  private Node packet(String type) {
    var read =
        switch (type) {
          case "int" -> pick(List.of("$.u8(#)", "$.u16(#)", "$.i32(#)"));
          case "long" -> pick(List.of("$.u32(#)", "$.i64(#)"));
          case "boolean" -> "($.u8(#) > 99)";
          default -> "(" + type + ") $.i32(#)";
        };
    return expression(
        type, read.replace("#", String.valueOf(random.nextInt(32))), leaf("PacketSlice"));
  }

  private static boolean isRange(String type) {
    return switch (type) {
      case "divisor", "ldivisor", "shift", "index", "key" -> true;
      default -> type.startsWith("below");
    };
  }

  private Node inRange(String type, int depth) {
    return switch (type) {
      case "divisor" ->
          chance(8)
              ? of("int", depth)
              : chance(2)
                  ? expression("int", pick(List.of("3", "-1", "7", "10", "256", "-5", "2")))
                  : expression("int", "($ | 1)", of("int", depth));
      case "ldivisor" ->
          chance(8)
              ? of("long", depth)
              : chance(2)
                  ? expression("long", pick(List.of("3L", "-1L", "7L", "10L", "256L", "-5L")))
                  : expression("long", "($ | 1L)", of("long", depth));
      case "shift" ->
          chance(2) ? expression("int", String.valueOf(random.nextInt(67))) : of("int", depth);
      case "index" ->
          chance(2)
              ? expression("int", String.valueOf(random.nextInt(32)))
              : within(pick(List.of(8, 16, 32)), depth);
      case "key" -> expression("int", "($ & 7)", of("int", depth));
      default -> within(Integer.parseInt(type.substring("below".length())), depth);
    };
  }

  private Node within(int limit, int depth) {
    return chance(30)
        ? of("int", depth)
        : expression("int", "($ & " + (limit - 1) + ")", of("int", depth));
  }

  /// An expression that assigns.
  private Node assignment(String type, int depth) {
    var names = scope.assignable(type);
    if (names.isEmpty() || vocabulary.functions().containsKey(type)) {
      return of(type, depth);
    }
    var name = pick(names);
    boolean counts = !type.equals("boolean") && !Primitives.literals(type).isEmpty();
    return switch (random.nextInt(counts ? 4 : 1)) {
      case 0 -> expression(type, "(" + name + " = $)", of(type, depth));
      case 1 -> expression(type, name + pick(List.of("++", "--")));
      case 2 -> expression(type, pick(List.of("++", "--")) + name);
      default ->
          expression(
              type,
              "(" + name + pick(List.of(" += $)", " -= $)", " ^= $)", " >>= $)")),
              of("int", depth));
    };
  }

  /// A function that uses no other one that is in scope: one that is assigned in a loop could grow in each
  /// round.
  Node function(String type) {
    var inside = new Scope();
    for (var variable : scope.inLambda().since(0)) {
      if (!vocabulary.functions().containsKey(variable.type())) {
        inside.add(variable);
      }
    }
    return lambda(type, inside, 2);
  }

  private Node lambda(String type, Scope inside, int depth) {
    var signature = Objects.requireNonNull(vocabulary.functions().get(type));
    var parameters = new ArrayList<String>();
    for (var parameter : signature.parameters()) {
      var name = vocabulary.fresh("x");
      inside.constant(parameter, name);
      parameters.add(Vocabulary.java(parameter) + " " + name);
    }
    var head = "((%s) (%s) -> ".formatted(type, String.join(", ", parameters));
    if (depth <= 0 || chance(2)) {
      var body = new Expressions(random, vocabulary, inside).of(signature.result(), depth);
      return expression(type, head + "$)", body);
    }
    var code = new Statements(random, vocabulary, inside, new Frame(signature.result()));
    return expression(
        type,
        head + "{\n$return $;\n})",
        code.body(1),
        code.expressions().of(signature.result(), depth));
  }
}
