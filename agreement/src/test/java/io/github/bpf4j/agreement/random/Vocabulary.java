package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a random program may say: the members of its class, and the operations that there are with them.
///
/// Types are named as in Java, with what the generator must know besides: `int[8]` is an array of eight
/// elements, `Integer?` may be null.
final class Vocabulary {
  /// The names of fields and components, in order.
  static final List<String> LETTERS = List.of("a", "b", "c", "d");

  private static final Pattern WORD = Pattern.compile("\\w+");

  /// A functional interface.
  ///
  /// @param method the name of its method
  record Signature(List<String> parameters, String result, String method) {}

  /// A record or class of constant fields, as patterns see it.
  ///
  /// @param components their types; empty where there is no record pattern for it
  record Alternative(String name, List<String> components) {}

  private final Map<String, List<Operation>> operations = new HashMap<>();
  private final Map<String, Node> members = new LinkedHashMap<>();
  private final Map<String, List<String>> digests = new HashMap<>();
  private final Map<String, Signature> functions = new LinkedHashMap<>();
  private final Map<String, List<Alternative>> alternatives = new LinkedHashMap<>();
  private final Map<String, List<String>> constants = new LinkedHashMap<>();
  private final Map<String, List<String>> components = new HashMap<>();
  private final Map<String, List<String>> fields = new HashMap<>();
  private final Scope statics = new Scope();
  private int names;

  /// A name that nothing has yet.
  String fresh(String prefix) {
    return prefix + names++;
  }

  /// A member of the class called `name`; it may have several names.
  void member(String name, Node text) {
    members.put(name, text);
  }

  /// The members that `code` names, and those that these name.
  List<Node> members(List<Node> code) {
    var used = new HashSet<String>();
    var unread = new ArrayList<>(code);
    while (!unread.isEmpty()) {
      var words = WORD.matcher(unread.removeLast().text());
      while (words.find()) {
        var member = members.get(words.group());
        if (member != null && used.add(words.group())) {
          unread.add(member);
        }
      }
    }
    return members.entrySet().stream()
        .filter(entry -> used.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  /// Adds the operations of a table, see [Operation#table]. The first that makes a type must take earlier
  /// types alone.
  void add(String table) {
    for (var operation : Operation.table(table)) {
      operations.computeIfAbsent(operation.result(), _ -> new ArrayList<>()).add(operation);
    }
  }

  /// The operations with this result.
  List<Operation> operations(String result) {
    return operations.getOrDefault(result, List.of());
  }

  /// Says how a value of `type`, written `$`, becomes numbers, by which values are compared.
  void digest(String type, String... expressions) {
    digests.put(type, List.of(expressions));
  }

  /// The numbers that `value`, of `type`, becomes.
  List<String> digest(String type, String value) {
    return digests.getOrDefault(type, List.of()).stream().map(e -> e.replace("$", value)).toList();
  }

  void function(String type, Signature signature) {
    functions.put(type, signature);
  }

  Map<String, Signature> functions() {
    return functions;
  }

  /// The records and classes of a sealed type.
  void alternatives(String type, List<Alternative> of) {
    alternatives.put(type, of);
  }

  Map<String, List<Alternative>> alternatives() {
    return alternatives;
  }

  /// The constants of an enum.
  void constants(String type, List<String> of) {
    constants.put(type, of);
  }

  Map<String, List<String>> constants() {
    return constants;
  }

  /// The alternatives of a sealed type.
  List<Alternative> alternativesOf(String sealed) {
    return Objects.requireNonNull(alternatives.get(sealed), sealed);
  }

  /// The constants of an enum.
  List<String> constantsOf(String type) {
    return Objects.requireNonNull(constants.get(type), type);
  }

  /// The components of a record that has numbers, enum constants and such records alone.
  void components(String type, List<String> of) {
    components.put(type, of);
  }

  /// The components of a record; empty for other types.
  List<String> componentsOf(String type) {
    return components.getOrDefault(type, List.of());
  }

  /// The records with [#components].
  List<String> records() {
    return components.keySet().stream().sorted().toList();
  }

  /// The fields of a class whose objects change: names of types, the fields being `a`, `b`, …
  void fields(String type, List<String> of) {
    fields.put(type, of);
  }

  /// The classes with [#fields].
  List<String> mutable() {
    return fields.keySet().stream().sorted().toList();
  }

  /// Those of them that are marked `@Struct`.
  List<String> structs() {
    return mutable().stream().filter(type -> type.startsWith("T")).toList();
  }

  /// Adds a variable that never changes to `scope`, and what of its object can be assigned.
  void declare(String type, String name, Scope scope) {
    scope.constant(type, name);
    var types = fields.getOrDefault(type, List.of());
    for (int i = 0; i < types.size(); i++) {
      scope.field(types.get(i), name + "." + LETTERS.get(i));
    }
  }

  /// The types whose values never change, that variables may have.
  List<String> types() {
    return Stream.of(components, constants, alternatives, functions)
        .flatMap(types -> types.keySet().stream())
        .sorted()
        .toList();
  }

  /// The types of what may be null, and must be tested.
  List<String> nullable() {
    return operations.keySet().stream().filter(type -> type.endsWith("?")).sorted().toList();
  }

  /// How many numbers a `type` is passed as to a method that is not inlined; a large number if it is not.
  int numbers(String type) {
    if (constants.containsKey(type) || Primitives.TYPES.contains(type)) {
      return 1;
    }
    if (type.equals("XdpContext")) {
      return 1;
    }
    return components.containsKey(type)
        ? Objects.requireNonNull(components.get(type)).stream().mapToInt(this::numbers).sum()
        : 100;
  }

  /// The static variables.
  Scope statics() {
    return statics;
  }

  /// The Java type of `type`.
  static String java(String type) {
    return type.replaceAll("\\[\\d+]", "[]").replace("?", "");
  }
}
