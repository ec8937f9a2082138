package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.FIXED;
import static io.github.bpf4j.agreement.random.Node.block;
import static io.github.bpf4j.agreement.random.Node.expression;
import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes up a program: the body of a class with one XDP method, valid Java in the subset that the
/// compiler takes. Everything it computes ends in the packet, in the verdict or in a map.
@SuppressWarnings("StringConcatToTextBlock")
final class ProgramGenerator {
  private static final List<String> PRIMITIVES =
      List.of("int", "int", "int", "long", "long", "short", "byte", "char", "boolean");

  private static final String DECLARATIONS =
      """
      record Pair(int a, long b) {
        static Pair of(long v) { return new Pair((int) (v >>> 32), v ^ v << 7); }
        Pair plus(int n) { return new Pair(a + n, b - n); }
      }
      static final class Accumulator {
        int count;
        long sum;
        void add(long v) { count++; sum += v; }
      }
      enum Color {
        RED(3), GREEN(-5), BLUE(70000);
        final int weight;
        Color(int weight) { this.weight = weight; }
        int twice() { return weight * 2; }
        static Color of(int n) {
          return switch (n % 3) { case 0 -> RED; case 1 -> GREEN; default -> BLUE; };
        }
      }
      @Struct static final class Counter {
        int packets;
        long bytes;
        short last;
      }
      static final int[] TABLE = {5, -1, 0, 1 << 30, 17, -70000, 255, 8};
      static final KernelLog LOG = KernelLog.of(Program.class);
      static final BpfHashMap<Integer, Long> HASH = BpfHashMap.of(Integer.class, Long.class, 6);
      static final BpfHashMap<Pair, Pair> PAIRS = BpfHashMap.of(Pair.class, Pair.class, 4);
      static final BpfArray<Counter> COUNTERS = BpfArray.of(Counter.class, 4);
      """;

  private final RandomGenerator random;
  private final Scope scope;
  private final Expressions expressions;
  private int names;
  private int loops;
  private int iterations = 1;

  private ProgramGenerator(RandomGenerator random, boolean hasPacket, int names) {
    this.random = random;
    this.scope = new Scope(hasPacket);
    this.expressions = new Expressions(random, scope);
    this.names = names;
  }

  /// The program that `seed` makes.
  static Node program(long seed) {
    return new ProgramGenerator(new SplittableRandom(seed), true, 0).program();
  }

  private Node program() {
    var parts = new ArrayList<Node>();
    parts.add(new Node(FIXED, DECLARATIONS, List.of()));
    for (int i = random.nextInt(3); i > 0; i--) {
      parts.add(method());
    }
    var body = new ArrayList<Node>();
    var fold = new ArrayList<Node>();
    body.add(new Node(FIXED, "var p = ctx.slice(0, 40);", List.of()));
    for (int i = 3 + random.nextInt(6); i > 0; i--) {
      String type = expressions.pick(PRIMITIVES);
      String name = fresh(type.substring(0, 1));
      body.add(statement(type + " " + name + " = $;", expressions.of(type, 2)));
      scope.add(type, name);
      var number = type.equals("boolean") ? "(" + name + " ? 1 : 2)" : name;
      fold.add(statement("h = h * 31 + " + number + ";"));
    }
    if (chance(3)) {
      body.add(statement("Pair r = $;", expressions.ofPair(1)));
      scope.add("Pair", "r");
      fold.add(statement("h = h * 31 + r.a(); h = h * 31 + r.b();"));
    }
    if (chance(3)) {
      body.add(statement("var acc = new Accumulator();"));
      scope.addReadOnly("Accumulator", "acc");
      fold.add(statement("h = h * 31 + acc.count; h = h * 31 + acc.sum;"));
    }
    if (chance(3)) {
      body.add(statement("Color k = Color.of($ & 0xff);", expressions.ofInt(1)));
      scope.add("Color", "k");
      fold.add(statement("h = h * 31 + k.weight;"));
    }
    body.addAll(statements(2 + random.nextInt(7), 3));
    body.add(new Node(FIXED, "long h = 7;", List.of()));
    body.addAll(fold);
    body.add(new Node(FIXED, "p.setI64(32, h);", List.of()));
    body.add(
        new Node(
            FIXED,
            "return switch ((int) (h >>> 5) & 3) "
                + "{ case 0 -> DROP; case 1 -> PASS; case 2 -> TX; default -> REDIRECT; };",
            List.of()));
    parts.add(
        new Node(FIXED, "@Xdp static XdpAction run(XdpContext ctx) {\n$}", List.of(block(body))));
    return block(parts);
  }

  /// A static method of an int and a long.
  private Node method() {
    String result = chance(2) ? "int" : "long";
    String name = fresh("m");
    var inner = new ProgramGenerator(random, false, names);
    inner.scope.add("int", "x");
    inner.scope.add("long", "y");
    var body = new ArrayList<Node>();
    for (int i = random.nextInt(3); i > 0; i--) {
      body.add(inner.next(2));
    }
    if (chance(2)) {
      body.add(
          statement(
              "if ($) { return $; }",
              inner.expressions.ofBoolean(1),
              inner.expressions.of(result, 1)));
    }
    var node =
        new Node(
            Node.STATEMENT,
            "static " + result + " " + name + "(int x, long y) {\n$return $;\n}",
            List.of(block(body), inner.expressions.of(result, 2)));
    names = inner.names;
    scope.addMethod(result, name);
    return node;
  }

  private List<Node> statements(int count, int depth) {
    var list = new ArrayList<Node>();
    for (int i = 0; i < count; i++) {
      list.add(next(depth));
    }
    return list;
  }

  private Node body(int depth) {
    return block(statements(1 + random.nextInt(3), depth));
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private String fresh(String prefix) {
    return prefix + names++;
  }

  private Node next(int depth) {
    if (depth <= 0) {
      return assignment();
    }
    return switch (random.nextInt(scope.hasPacket() ? 24 : 12)) {
      case 0, 1, 2, 3, 4 -> assignment();
      case 5, 6 -> statement("if ($) {\n$}", expressions.ofBoolean(2), body(depth - 1));
      case 7 ->
          statement(
              "if ($) {\n$} else {\n$}",
              expressions.ofBoolean(2),
              body(depth - 1),
              body(depth - 1));
      case 8, 9 -> loop(depth);
      case 10 -> choose(depth);
      case 11 -> attempt(depth);
      case 12, 13, 14 -> write();
      case 15, 16 -> slice();
      case 17, 18, 19, 20 -> map();
      case 21 -> leave();
      case 22 -> log();
      default -> object();
    };
  }

  private Node assignment() {
    String type = expressions.pick(PRIMITIVES);
    var names = scope.assignable(type);
    if (names.isEmpty()) {
      type = scope.assignable("int").isEmpty() ? "long" : "int";
      names = scope.assignable(type);
      if (names.isEmpty()) {
        return statement(";");
      }
    }
    String name = expressions.pick(names);
    if (type.equals("boolean")) {
      return statement(name + " = $;", expressions.ofBoolean(2));
    }
    return switch (random.nextInt(8)) {
      case 0 -> statement(name + expressions.pick(List.of("++;", "--;")));
      case 1, 2 ->
          statement(
              name
                  + expressions.pick(
                      List.of(" += $;", " -= $;", " *= $;", " ^= $;", " |= $;", " &= $;")),
              expressions.of(chance(3) ? "long" : "int", 2));
      case 3 ->
          statement(
              name + expressions.pick(List.of(" <<= $;", " >>= $;", " >>>= $;")),
              expressions.ofInt(1));
      default -> statement(name + " = $;", expressions.of(type, 3));
    };
  }

  /// A loop of at most 12 rounds; all loops around a statement have at most 24 together, as the
  /// kernel's verifier walks through every round.
  private Node loop(int depth) {
    int rounds = 1 + random.nextInt(12);
    if (loops >= 2 || iterations * rounds > 24) {
      return assignment();
    }
    loops++;
    iterations *= rounds;
    String counter = fresh("i");
    var bound =
        chance(3)
            ? expression(
                "int",
                "($ & " + Math.max(1, Integer.highestOneBit(rounds) - 1) + ")",
                expressions.ofInt(1))
            : expression("int", String.valueOf(rounds));
    scope.addReadOnly("int", counter);
    var inside = new ArrayList<>(body(depth - 1).children());
    if (chance(2)) {
      inside.add(
          random.nextInt(inside.size() + 1),
          statement(
              "if ($) { " + expressions.pick(List.of("break", "continue")) + "; }",
              expressions.ofBoolean(1)));
    }
    var body = block(inside);
    scope.remove("int", counter);
    iterations /= rounds;
    loops--;
    return switch (random.nextInt(4)) {
      case 0 ->
          statement("for (int C = $ - 1; C >= 0; C--) {\n$}".replace("C", counter), bound, body);
      case 1 ->
          statement(
              "int C = 0;\nwhile (C++ < $) {\n$}".replace("C", counter),
              expression("int", String.valueOf(rounds)),
              body);
      case 2 ->
          statement(
              "int C = 0;\ndo {\n$} while (++C < $);".replace("C", counter),
              body,
              expression("int", String.valueOf(rounds)));
      default -> statement("for (int C = 0; C < $; C++) {\n$}".replace("C", counter), bound, body);
    };
  }

  private Node choose(int depth) {
    if (!scope.variables("Color").isEmpty() && chance(2)) {
      return statement(
          "switch (k) {\ncase RED -> { $}\ncase BLUE -> { $}\ndefault -> { $}\n}",
          body(depth - 1),
          body(depth - 1),
          body(depth - 1));
    }
    return statement(
        "switch ($ + 0) {\n"
            + "case 1:\n"
            + "{ $}\n"
            + "case 2:\n"
            + "{ $}\n"
            + "break;\n"
            + "case 1000: case -3:\n"
            + "{ $}\n"
            + "break;\n"
            + "default:\n"
            + "{ $}\n"
            + "}",
        chance(2) ? expression("int", "($ & 3)", expressions.ofInt(1)) : expressions.ofInt(2),
        body(depth - 1),
        body(depth - 1),
        body(depth - 1),
        body(depth - 1));
  }

  /// A division by what comes, caught.
  private Node attempt(int depth) {
    var ints = scope.assignable("int");
    if (ints.isEmpty()) {
      return assignment();
    }
    String name = expressions.pick(ints);
    String end = chance(3) ? "finally { " + name + " ^= 5; }" : "";
    return statement(
        "try {\n$" + name + " = $ / $;\n} catch (ArithmeticException _) {\n$}" + end,
        body(depth - 1),
        expressions.ofInt(1),
        expressions.ofInt(1),
        body(depth - 1));
  }

  private Node write() {
    int position = random.nextInt(32);
    var at = chance(3) ? expressions.index(1, 8) : expression("int", String.valueOf(position));
    return switch (random.nextInt(4)) {
      case 0 -> statement("p.setU8($, $);", at, expressions.ofInt(2));
      case 1 -> statement("p.setU16($, $);", at, expressions.ofInt(2));
      case 2 -> statement("p.setI32($, $);", at, expressions.ofInt(2));
      default -> statement("p.setI64($, $);", at, expressions.ofLong(2));
    };
  }

  /// Another look at the packet, where it may have no bytes.
  private Node slice() {
    var ints = scope.assignable("int");
    if (ints.isEmpty()) {
      return write();
    }
    String name = expressions.pick(ints);
    var offset =
        chance(5)
            ? expressions.ofInt(2)
            : expression(
                "int",
                "($ & " + expressions.pick(List.of(15, 63, 255)) + ")",
                expressions.ofInt(1));
    int length = 4 + random.nextInt(20);
    String use =
        expressions.pick(
            List.of("N = q.u8(L);", "N += q.u16(L - 1);", "q.setU8(L, N);", "N ^= q.offset();"));
    use = use.replace("N", name).replace("L", String.valueOf(length - 1 - random.nextInt(3)));
    String take = "var q = ctx.slice($, " + length + "); " + use;
    return chance(3)
        ? statement("{ " + take + " }", offset)
        : statement(
            "try { " + take + " } catch (PacketBoundsException _) { " + name + "--; }", offset);
  }

  private Node map() {
    var longs = scope.assignable("long");
    String sum = longs.isEmpty() ? "p.setU8(3, 1)" : expressions.pick(longs) + " += 3";
    var key = expression("int", "($ & 7)", expressions.ofInt(1));
    return switch (random.nextInt(8)) {
      case 0 -> statement("HASH.put($, $);", key, expressions.ofLong(1));
      case 1 ->
          statement("if (!HASH.putIfAbsent($, $)) { " + sum + "; }", key, expressions.ofLong(1));
      case 2 -> statement("if (HASH.remove($)) { " + sum + "; }", key);
      case 3 -> {
        String value = fresh("v");
        yield statement(
            "{ Long V = HASH.get($); if (V != null) { USE; } else { p.setU8(9, 1); } }"
                .replace("V", value)
                .replace("USE", longs.isEmpty() ? sum : expressions.pick(longs) + " ^= " + value),
            key);
      }
      case 4, 5 ->
          statement(
              "{ var c = COUNTERS.get($); if (c != null) { c.packets++; c.bytes += $;"
                  + " c.last = (short) $; p.setI32(12, c.packets); } }",
              chance(4) ? expressions.ofInt(1) : expression("int", "($ & 3)", expressions.ofInt(1)),
              expressions.ofLong(1),
              expressions.ofInt(1));
      case 6 ->
          statement(
              "PAIRS.put(new Pair($ & 1, 2L), $);", expressions.ofInt(1), expressions.ofPair(1));
      default ->
          statement(
              "{ var f = PAIRS.get(new Pair($ & 1, 2L)); if (f != null) { p.setI64(16, f.b());"
                  + " p.setI32(24, f.a()); } }",
              expressions.ofInt(1));
    };
  }

  private Node leave() {
    return chance(2)
        ? statement(
            "if ($) { return " + expressions.pick(List.of("DROP", "TX", "PASS")) + "; }",
            expressions.ofBoolean(2))
        : statement("if ($) { throw new IllegalStateException(); }", expressions.ofBoolean(2));
  }

  private Node log() {
    return chance(2)
        ? statement("LOG.info(\"{} and {}\", $, $);", expressions.ofInt(1), expressions.ofLong(1))
        : statement("LOG.debug(\"is {}\", $);", expressions.ofBoolean(1));
  }

  private Node object() {
    if (!scope.assignable("Pair").isEmpty() && chance(2)) {
      return statement("r = $;", expressions.ofPair(2));
    }
    if (!scope.variables("Accumulator").isEmpty()) {
      return statement("acc.add($);", expressions.ofLong(1));
    }
    if (!scope.assignable("Color").isEmpty()) {
      return statement("k = Color." + expressions.color() + ";");
    }
    return assignment();
  }
}
