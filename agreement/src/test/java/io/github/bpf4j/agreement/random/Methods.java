package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes up static methods.
final class Methods {
  /// Registers for arguments, less the one for a long that comes back beside an exception.
  private static final int MAX_NUMBERS = 4;

  private final RandomGenerator random;
  private final Vocabulary vocabulary;

  Methods(RandomGenerator random, Vocabulary vocabulary) {
    this.random = random;
    this.vocabulary = vocabulary;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// A method that is compiled into its callers.
  void inlined() {
    var types = new ArrayList<>(Primitives.WEIGHTED);
    types.addAll(List.of("int", "long", "Integer", "PacketSlice", "XdpContext"));
    types.addAll(vocabulary.types());
    types.addAll(vocabulary.mutable());
    var parameters = new ArrayList<String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      parameters.add(pick(types));
    }
    var results = new ArrayList<>(Primitives.WEIGHTED);
    results.addAll(List.of("int", "long", Operation.VOID, "Integer"));
    results.addAll(vocabulary.types());
    add("static ", parameters, pick(results));
  }

  /// A method that is a function of its own.
  void function() {
    var types = new ArrayList<>(Primitives.WEIGHTED);
    types.add("XdpContext");
    types.addAll(vocabulary.records());
    types.addAll(vocabulary.constants().keySet());
    var parameters = new ArrayList<String>();
    int left = MAX_NUMBERS;
    for (int i = random.nextInt(4); i > 0; i--) {
      var type = pick(types);
      if (vocabulary.numbers(type) <= left) {
        parameters.add(type);
        left -= vocabulary.numbers(type);
      }
    }
    var results = new ArrayList<>(Primitives.WEIGHTED);
    results.add(Operation.VOID);
    results.addAll(vocabulary.constants().keySet());
    add("@NoInline static ", parameters, pick(results));
  }

  private void add(String modifiers, List<String> parameters, String result) {
    var name = vocabulary.fresh("m");
    var scope = vocabulary.statics().copy();
    var declared = new ArrayList<String>();
    for (var type : parameters) {
      boolean isContext = type.equals("XdpContext");
      var parameter = isContext ? "ctx" : vocabulary.fresh("y");
      if (declared.contains("XdpContext ctx") && isContext) {
        parameter = vocabulary.fresh("y");
      }
      declared.add(Vocabulary.java(type) + " " + parameter);
      if (vocabulary.mutable().contains(type) || isContext || type.equals("PacketSlice")) {
        vocabulary.declare(type, parameter, scope);
      } else {
        scope.local(type, parameter);
      }
    }
    var code = new Statements(random, vocabulary, scope, new Frame(result));
    boolean isVoid = result.equals(Operation.VOID);
    var children = new ArrayList<Node>();
    children.add(code.body(2));
    if (!isVoid) {
      children.add(code.expressions().of(result, 2));
    }
    vocabulary.member(
        name,
        new Node(
            Node.STATEMENT,
            "%s%s %s(%s) {\n$%s}"
                .formatted(
                    modifiers,
                    Vocabulary.java(result),
                    name,
                    String.join(", ", declared),
                    isVoid ? "" : "return $;\n"),
            children));
    var places = String.join(", ", parameters.stream().map(_ -> "$").toList());
    vocabulary.add(
        "%s %s(%s)%s -- %s"
            .formatted(result, name, places, isVoid ? ";" : "", String.join(" ", parameters)));
    vocabulary
        .functions()
        .forEach((type, signature) -> {
          if (signature.parameters().equals(parameters) && signature.result().equals(result)) {
            vocabulary.add("%s ((%s) Program::%s) --".formatted(type, type, name));
          }
        });
  }
}
