package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.expression;

import java.util.List;
import java.util.random.RandomGenerator;

/// Makes up expressions over the variables in scope.
final class Expressions {
  private static final List<String> INT_OPERATORS =
      List.of("+", "-", "*", "&", "|", "^", "<<", ">>", ">>>", "/", "%");
  private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");
  private static final List<String> INTS =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "3",
          "5",
          "7",
          "8",
          "10",
          "31",
          "32",
          "33",
          "63",
          "100",
          "127",
          "-128",
          "128",
          "255",
          "256",
          "1000",
          "32767",
          "-32768",
          "65535",
          "65536",
          "0x0800",
          "0x86dd",
          "0x12345678",
          "0x80000001",
          "Integer.MAX_VALUE",
          "Integer.MIN_VALUE");
  private static final List<String> LONGS =
      List.of(
          "0L",
          "1L",
          "2L",
          "-1L",
          "3L",
          "7L",
          "10L",
          "63L",
          "64L",
          "255L",
          "1000L",
          "65535L",
          "0x7fffffffL",
          "0x80000000L",
          "-0x80000000L",
          "0xffffffffL",
          "0x100000000L",
          "0x123456789abcdefL",
          "Long.MAX_VALUE",
          "Long.MIN_VALUE");

  private final RandomGenerator random;
  private final Scope scope;

  Expressions(RandomGenerator random, Scope scope) {
    this.random = random;
    this.scope = scope;
  }

  /// An expression of `type`, which is a primitive type.
  Node of(String type, int depth) {
    return switch (type) {
      case "boolean" -> ofBoolean(depth);
      case "long" -> ofLong(depth);
      case "int" -> ofInt(depth);
      default -> expression(type, "(" + type + ") ($)", chance(4) ? ofLong(depth) : ofInt(depth));
    };
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Node leaf(String type) {
    var names = scope.variables(type);
    if (!names.isEmpty() && random.nextInt(10) < 7) {
      return expression(type, pick(names));
    }
    return expression(type, pick(type.equals("long") ? LONGS : INTS));
  }

  Node ofInt(int depth) {
    if (depth <= 0) {
      return leaf("int");
    }
    int d = depth - 1;
    return switch (random.nextInt(22)) {
      case 0, 1, 2 -> leaf("int");
      case 3, 4, 5, 6, 7, 8 -> binary("int", d);
      case 9 -> expression("int", pick(List.of("(-$)", "(~$)")), paren(ofInt(d)));
      case 10 -> expression("int", "(int) ($)", ofLong(d));
      case 11 ->
          expression("int", pick(List.of("(byte) ($)", "(short) ($)", "(char) ($)")), ofInt(d));
      case 12 -> expression("int", "($ ? $ : $)", ofBoolean(d), ofInt(d), ofInt(d));
      case 13, 14 -> packet("int", d);
      case 15 ->
          expression(
              "int",
              pick(
                  List.of(
                      "Integer.reverseBytes($)",
                      "Integer.bitCount($)",
                      "Integer.numberOfLeadingZeros($)",
                      "Integer.numberOfTrailingZeros($)",
                      "Integer.rotateLeft($, 7)",
                      "Integer.signum($)",
                      "Math.abs($)",
                      "Short.toUnsignedInt((short) $)",
                      "Byte.toUnsignedInt((byte) $)",
                      "Integer.highestOneBit($)")),
              paren(ofInt(d)));
      case 16 ->
          expression(
              "int",
              pick(
                  List.of(
                      "Math.min($, $)",
                      "Math.max($, $)",
                      "Integer.compare($, $)",
                      "Integer.compareUnsigned($, $)",
                      "Integer.divideUnsigned($, $ | 1)",
                      "Integer.remainderUnsigned($, $ | 1)")),
              paren(ofInt(d)),
              paren(ofInt(d)));
      case 17 ->
          expression(
              "int",
              pick(List.of("Long.compare($, $)", "Long.compareUnsigned($, $)")),
              ofLong(d),
              ofLong(d));
      case 18 -> choice("int", d);
      case 19 -> call("int", d);
      case 20 -> member("int");
      default -> table(d);
    };
  }

  Node ofLong(int depth) {
    if (depth <= 0) {
      return leaf("long");
    }
    int d = depth - 1;
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> leaf("long");
      case 3, 4, 5, 6, 7 -> binary("long", d);
      case 8 -> expression("long", pick(List.of("(-$)", "(~$)")), paren(ofLong(d)));
      case 9, 10 -> expression("long", "(long) ($)", ofInt(d));
      case 11 -> expression("long", "Integer.toUnsignedLong($)", ofInt(d));
      case 12 -> expression("long", "($ ? $ : $)", ofBoolean(d), ofLong(d), ofLong(d));
      case 13 -> packet("long", d);
      case 14 ->
          expression(
              "long",
              pick(
                  List.of(
                      "Long.reverseBytes($)",
                      "Math.abs($)",
                      "Long.rotateRight($, 13)",
                      "(long) Long.bitCount($)",
                      "Math.max($, 0L)",
                      "Long.divideUnsigned($, 10L)",
                      "Long.remainderUnsigned($, 7L)")),
              paren(ofLong(d)));
      case 15 -> choice("long", d);
      case 16 -> call("long", d);
      default -> member("long");
    };
  }

  Node ofBoolean(int depth) {
    int d = depth - 1;
    if (depth <= 0) {
      return expression("boolean", "($ " + pick(COMPARISONS) + " $)", leaf("int"), leaf("int"));
    }
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 ->
          expression("boolean", "($ " + pick(COMPARISONS) + " $)", ofInt(d), ofInt(d));
      case 4, 5 -> expression("boolean", "($ " + pick(COMPARISONS) + " $)", ofLong(d), ofLong(d));
      case 6 ->
          expression(
              "boolean",
              "($ " + pick(List.of("&&", "||", "^", "&", "|", "==", "!=")) + " $)",
              ofBoolean(d),
              ofBoolean(d));
      case 7 -> expression("boolean", "!$", paren(ofBoolean(d)));
      case 8 ->
          expression(
              "boolean",
              "(Integer.compareUnsigned($, $) " + pick(COMPARISONS) + " 0)",
              ofInt(d),
              ofInt(d));
      case 9 ->
          expression(
              "boolean",
              "(Long.compareUnsigned($, $) " + pick(COMPARISONS) + " 0)",
              ofLong(d),
              ofLong(d));
      case 10 -> {
        var names = scope.variables("boolean");
        yield names.isEmpty()
            ? expression("boolean", "($ != 0)", ofInt(d))
            : expression("boolean", pick(names));
      }
      default -> {
        var colors = scope.variables("Color");
        yield colors.isEmpty()
            ? expression("boolean", "(($ & 4) == 0)", ofInt(d))
            : expression("boolean", "(" + pick(colors) + " == Color." + color() + ")");
      }
    };
  }

  String color() {
    return pick(List.of("RED", "GREEN", "BLUE"));
  }

  /// A [Pair].
  Node ofPair(int depth) {
    var names = scope.variables("Pair");
    return switch (random.nextInt(names.isEmpty() ? 2 : 4)) {
      case 0 -> expression("Pair", "new Pair($, $)", ofInt(depth), ofLong(depth));
      case 1 -> expression("Pair", "Pair.of($)", ofLong(depth));
      case 2 -> expression("Pair", pick(names));
      default -> expression("Pair", pick(names) + ".plus($)", ofInt(depth));
    };
  }

  private Node paren(Node node) {
    return expression(node.type(), "($)", node);
  }

  private Node binary(String type, int depth) {
    var operator = pick(INT_OPERATORS);
    boolean shift = operator.contains("<<") || operator.contains(">>");
    Node left = of(type, depth);
    Node right = shift && chance(2) ? ofInt(depth) : of(type, depth);
    boolean divides = operator.equals("/") || operator.equals("%");
    if (divides && !chance(6)) {
      // Mostly not by zero; now and then by what comes.
      right =
          chance(2)
              ? expression(type, pick(List.of("3", "-1", "7", "10", "256", "-5", "2")))
              : expression(type, "($ | 1)", right);
    }
    return expression(type, "($ " + operator + " $)", left, right);
  }

  private Node packet(String type, int depth) {
    if (!scope.hasPacket()) {
      return leaf(type);
    }
    if (type.equals("long")) {
      return chance(3)
          ? expression("long", "p.i64($)", index(depth, 8))
          : expression("long", "p." + pick(List.of("u32", "i64")) + "(" + random.nextInt(24) + ")");
    }
    var read = pick(List.of("u8", "u16", "i32"));
    return chance(3)
        ? expression("int", "p." + read + "($)", index(depth, 4))
        : expression("int", "p." + read + "(" + random.nextInt(28) + ")");
  }

  /// An index into the 40 bytes of `p`; seldom one that may be outside.
  Node index(int depth, int size) {
    return chance(12)
        ? ofInt(depth)
        : expression("int", "($ & " + pick(List.of(7, 15, 31)) + ")", ofInt(depth));
  }

  private Node choice(String type, int depth) {
    var result =
        "switch ($ + 0) { case 0 -> $; case "
            + pick(List.of("1", "2, 5", "3", "-1"))
            + " -> $; default -> $; }";
    return expression(
        type,
        "(" + result + ")",
        expression("int", "($ & 3)", ofInt(depth)),
        of(type, depth),
        of(type, depth),
        of(type, depth));
  }

  private Node call(String type, int depth) {
    var methods = scope.methods(type);
    return methods.isEmpty()
        ? leaf(type)
        : expression(type, pick(methods) + "($, $)", ofInt(depth), ofLong(depth));
  }

  private Node member(String type) {
    boolean wide = type.equals("long");
    var pairs = scope.variables("Pair");
    var accumulators = scope.variables("Accumulator");
    var colors = scope.variables("Color");
    return switch (random.nextInt(3)) {
      case 0 ->
          pairs.isEmpty() ? leaf(type) : expression(type, pick(pairs) + (wide ? ".b()" : ".a()"));
      case 1 ->
          accumulators.isEmpty()
              ? leaf(type)
              : expression(type, pick(accumulators) + (wide ? ".sum" : ".count"));
      default ->
          colors.isEmpty() || wide
              ? leaf(type)
              : expression(type, pick(colors) + pick(List.of(".weight", ".ordinal()", ".twice()")));
    };
  }

  private Node table(int depth) {
    return expression("int", "TABLE[$ & 7]", paren(ofInt(depth)));
  }
}
