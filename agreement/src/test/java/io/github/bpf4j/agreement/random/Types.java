package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes up types: records, enums, sealed and functional interfaces, classes with state.
final class Types {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;

  Types(RandomGenerator random, Vocabulary vocabulary) {
    this.random = random;
    this.vocabulary = vocabulary;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private List<String> components(int most) {
    return IntStream.rangeClosed(0, random.nextInt(most)).mapToObj(_ -> component()).toList();
  }

  private String component() {
    var records = vocabulary.records();
    var enums = List.copyOf(vocabulary.constants().keySet());
    if (!records.isEmpty() && chance(5)) {
      return pick(records);
    }
    return !enums.isEmpty() && chance(6) ? pick(enums) : pick(Primitives.WEIGHTED);
  }

  /// A scope with fields `a`, `b`, …
  private Scope fields(List<String> types) {
    var scope = vocabulary.statics().copy();
    for (int i = 0; i < types.size(); i++) {
      scope.constant(types.get(i), Vocabulary.LETTERS.get(i));
    }
    return scope;
  }

  private static String declared(List<String> types, String between) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> types.get(i) + " " + Vocabulary.LETTERS.get(i))
        .collect(Collectors.joining(between));
  }

  private static String places(int count) {
    return IntStream.range(0, count).mapToObj(_ -> "$").collect(Collectors.joining(", "));
  }

  private Expressions in(Scope scope) {
    return new Expressions(random, vocabulary, scope);
  }

  /// A record with a method that makes another one of it.
  void record() {
    var name = vocabulary.fresh("R");
    var components = components(4);
    var scope = fields(components);
    scope.constant("int", "n");
    var expressions = in(scope);
    var parts = components.stream().map(type -> expressions.of(type, 1)).toList();
    vocabulary.member(
        name,
        new Node(
            Node.STATEMENT,
            "record %s(%s) {\n  %s with(int n) { return new %s(%s); }\n}"
                .formatted(name, declared(components, ", "), name, name, places(components.size())),
            parts));
    addRecord(name, components);
    vocabulary.add("%s $.with($) -- %s int".formatted(name, name));
    vocabulary.components(name, components);
  }

  private void addRecord(String name, List<String> components) {
    vocabulary.add(
        """
        T new T($) -- ARGUMENTS
        T ($ ? $ : $) -- boolean T T
        boolean $.equals($) -- T T
        boolean Objects.equals($, $) -- T T
        """
            .replace("new T($)", "new T(" + places(components.size()) + ")")
            .replace("ARGUMENTS", String.join(" ", components))
            .replace("T", name));
    var digest = new ArrayList<String>();
    for (int i = 0; i < components.size(); i++) {
      var type = components.get(i);
      var read = "$." + Vocabulary.LETTERS.get(i) + "()";
      vocabulary.add("%s %s -- %s".formatted(type, read, name));
      digest.addAll(vocabulary.digest(type, read));
    }
    vocabulary.digest(name, digest.toArray(String[]::new));
  }

  /// An enum with fields and methods, of which one constant may have its own.
  void enumeration() {
    var name = vocabulary.fresh("E");
    var constants =
        List.of("RED", "GREEN", "BLUE", "GREY", "PINK").subList(0, 1 + random.nextInt(5));
    var scope = vocabulary.statics().copy();
    scope.constant("int", "number");
    scope.constant("long", "large");
    scope.constant("int", "n");
    var own = chance(3) ? pick(constants) : "";
    var text = new StringBuilder("enum ").append(name).append(" {\n  ");
    var bodies = new ArrayList<Node>();
    for (var constant : constants) {
      text.append(constant)
          .append('(')
          .append(pick(Primitives.literals("int")))
          .append(", ")
          .append(pick(Primitives.literals("long")))
          .append(')');
      if (constant.equals(own)) {
        text.append(" { @Override int of(int n) { return $; } }");
        bodies.add(in(scope).of("int", 1));
      }
      text.append(constant.equals(constants.getLast()) ? ";\n" : ", ");
    }
    text.append(
        """
          final int number;
          final long large;
          E(int number, long large) { this.number = number; this.large = large; }
          int of(int n) { return $; }
          static E at(int n) { return values()[Math.floorMod(n, COUNT)]; }
        }\
        """
            .replace("E ", name + " ")
            .replace("E(", name + "(")
            .replace("COUNT", String.valueOf(constants.size())));
    bodies.add(in(scope).of("int", 2));
    vocabulary.member(name, new Node(Node.STATEMENT, text.toString(), bodies));
    vocabulary.constants(name, constants);
    vocabulary.add(
        """
        E E.RED --
        E E.LAST --
        E E.at($) -- int
        E E.at($) -- int
        E ($ ? $ : $) -- boolean E E
        int $.number -- E
        long $.large -- E
        int $.ordinal() -- E
        int $.of($) -- E int
        int $.compareTo($) -- E E
        boolean ($ == $) -- E E
        boolean ($ != E.LAST) -- E
        boolean $.equals($) -- E E
        E? ($ ? $ : null) -- boolean E
        """
            .replaceAll("\\bE\\b", name)
            .replace("LAST", constants.getLast()));
    vocabulary.digest(name, "$.ordinal()");
  }

  /// A sealed interface of records and a class, with a method that each has in its own way.
  void sealed() {
    var name = vocabulary.fresh("S");
    var alternatives = new ArrayList<Vocabulary.Alternative>();
    var text = new StringBuilder();
    var bodies = new ArrayList<Node>();
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      var type = vocabulary.fresh("A");
      var components = i == 0 && chance(2) ? List.<String>of() : components(3);
      boolean isRecord = !chance(4);
      var scope = fields(components);
      scope.constant("int", "n");
      var method = "public int size(int n) { return $; }";
      bodies.add(in(scope).of("int", 2));
      if (isRecord) {
        text.append(
            "record %s(%s) implements %s { %s }\n"
                .formatted(type, declared(components, ", "), name, method));
        addRecord(type, components);
      } else {
        addClass(text, type, components, name, method);
      }
      alternatives.add(new Vocabulary.Alternative(type, isRecord ? components : List.of()));
      vocabulary.add(
          "%s new %s(%s) -- %s"
              .formatted(name, type, places(components.size()), String.join(" ", components)));
      vocabulary.add("%s $ -- %s".formatted(name, type));
    }
    var names = alternatives.stream().map(Vocabulary.Alternative::name).toList();
    text.append("sealed interface S permits NAMES { int size(int n); }");
    var whole =
        text.toString()
            .replace("interface S ", "interface " + name + " ")
            .replace("NAMES", String.join(", ", names));
    var member = new Node(Node.STATEMENT, whole, bodies);
    vocabulary.member(name, member);
    names.forEach(each -> vocabulary.member(each, member));
    vocabulary.add(
        """
        S ($ ? $ : $) -- boolean S S
        S ($ ? $ : $) -- boolean S S
        int $.size($) -- S int
        boolean ((S) $ instanceof A) -- S
        S? ($ ? $ : null) -- boolean S
        """
            .replaceAll("\\bS\\b", name)
            .replaceAll("\\bA\\b", pick(names)));
    vocabulary.alternatives(name, alternatives);
    vocabulary.digest(name, "$.size(3)");
  }

  private void addClass(
      StringBuilder text, String type, List<String> components, String sealed, String method) {
    text.append("static final class %s implements %s { ".formatted(type, sealed));
    for (int i = 0; i < components.size(); i++) {
      text.append("final %s %s; ".formatted(components.get(i), Vocabulary.LETTERS.get(i)));
    }
    text.append("%s(%s) { ".formatted(type, declared(components, ", ")));
    for (int i = 0; i < components.size(); i++) {
      text.append("this.X = X; ".replace("X", Vocabulary.LETTERS.get(i)));
    }
    text.append("} ").append(method).append(" }\n");
    vocabulary.add(
        "%s new %s(%s) -- %s"
            .formatted(type, type, places(components.size()), String.join(" ", components)));
    for (int i = 0; i < components.size(); i++) {
      vocabulary.add("%s $.%s -- %s".formatted(components.get(i), Vocabulary.LETTERS.get(i), type));
    }
    vocabulary.digest(type, "$.size(5)");
  }

  /// A functional interface, or one of the JDK's.
  void function() {
    if (chance(2)) {
      var known = pick(KNOWN_FUNCTIONS);
      var words = known.split(" ");
      addFunction(
          words[0],
          new Vocabulary.Signature(List.of(words).subList(3, words.length), words[1], words[2]));
      return;
    }
    var name = vocabulary.fresh("F");
    var parameters = components(3);
    var result = component();
    vocabulary.member(
        name,
        statement(
            "interface %s { %s of(%s); }".formatted(name, result, declared(parameters, ", "))));
    addFunction(name, new Vocabulary.Signature(parameters, result, "of"));
  }

  /// Type, result, method, parameters.
  private static final List<String> KNOWN_FUNCTIONS =
      List.of(
          "java.util.function.IntUnaryOperator int applyAsInt int",
          "java.util.function.IntBinaryOperator int applyAsInt int int",
          "java.util.function.IntPredicate boolean test int",
          "java.util.function.LongBinaryOperator long applyAsLong long long",
          "java.util.function.IntToLongFunction long applyAsLong int",
          "java.util.function.LongToIntFunction int applyAsInt long",
          "java.util.function.IntSupplier int getAsInt",
          "java.util.function.BooleanSupplier boolean getAsBoolean",
          "java.util.function.Supplier<Long> Long get",
          "java.util.function.UnaryOperator<Integer> Integer apply Integer",
          "java.util.function.Function<Integer,Long> Long apply Integer",
          "java.util.function.BiFunction<Integer,Long,Integer> Integer apply Integer Long",
          "java.util.function.ToIntFunction<Long> int applyAsInt Long");

  private void addFunction(String type, Vocabulary.Signature signature) {
    if (vocabulary.functions().containsKey(type)) {
      return;
    }
    vocabulary.function(type, signature);
    var parameters = signature.parameters();
    vocabulary.add(
        "%s $.%s(%s) -- %s %s"
            .formatted(
                signature.result(),
                signature.method(),
                places(parameters.size()),
                type,
                String.join(" ", parameters)));
    vocabulary.add("%s ($ ? $ : $) -- boolean %s %s".formatted(type, type, type));
    if (type.endsWith(".IntUnaryOperator")) {
      vocabulary.add("int $.andThen($).applyAsInt($) -- T T int".replaceAll("\\bT\\b", type));
      vocabulary.add("T ((T) Math::abs) --".replaceAll("\\bT\\b", type));
    }
    if (type.endsWith(".IntPredicate")) {
      vocabulary.add("boolean $.negate().test($) -- T int".replaceAll("\\bT\\b", type));
      vocabulary.add("boolean $.and($).test($) -- T T int".replaceAll("\\bT\\b", type));
    }
  }

  /// A class whose objects change.
  ///
  /// @param isStruct whether they can lie in maps and static variables
  String mutable(boolean isStruct) {
    var name = vocabulary.fresh(isStruct ? "T" : "O");
    var types =
        isStruct
            ? IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> pick(Primitives.WEIGHTED))
                .toList()
            : components(4).stream()
                .filter(type -> !vocabulary.constants().containsKey(type))
                .toList();
    var scope = vocabulary.statics().copy();
    for (int i = 0; i < types.size(); i++) {
      scope.field(types.get(i), Vocabulary.LETTERS.get(i));
    }
    scope.constant("int", "n");
    var code = new Statements(random, vocabulary, scope, new Frame("int"));
    var text = new StringBuilder();
    text.append(isStruct ? "@Struct " : "")
        .append("static final class ")
        .append(name)
        .append(" {\n");
    for (int i = 0; i < types.size(); i++) {
      var initial = Primitives.literals(types.get(i)).isEmpty() ? " = $" : "";
      text.append("  %s %s%s;\n".formatted(types.get(i), Vocabulary.LETTERS.get(i), initial));
    }
    var initial =
        types.stream()
            .filter(type -> Primitives.literals(type).isEmpty())
            .map(type -> in(new Scope()).of(type, 0));
    text.append("  int next(int n) {\n$return $;\n}\n}");
    var method = List.of(code.body(1), code.expressions().of("int", 1));
    var children = new ArrayList<>(initial.toList());
    children.addAll(method);
    vocabulary.member(name, new Node(Node.STATEMENT, text.toString(), children));
    vocabulary.add("int $.next($) -- %s int".formatted(name));
    var digest = new ArrayList<String>();
    for (int i = 0; i < types.size(); i++) {
      digest.addAll(vocabulary.digest(types.get(i), "$." + Vocabulary.LETTERS.get(i)));
    }
    vocabulary.digest(name, digest.toArray(String[]::new));
    vocabulary.fields(name, types);
    vocabulary.add("%s new %s() --".formatted(name, name));
    return name;
  }
}
