package io.github.bpf4j.agreement.random;

import static io.github.bpf4j.agreement.random.Node.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes up what a program keeps from packet to packet: static variables and maps.
final class State {
  private final RandomGenerator random;
  private final Vocabulary vocabulary;
  private final Types types;

  State(RandomGenerator random, Vocabulary vocabulary, Types types) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.types = types;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// A static variable, a number or an enum's constant.
  void variable() {
    var enums = List.copyOf(vocabulary.constants().keySet());
    boolean isEnum = !enums.isEmpty() && chance(4);
    var type = isEnum ? pick(enums) : pick(Primitives.WEIGHTED);
    var name = vocabulary.fresh("s");
    var initial =
        isEnum
            ? type + "." + pick(vocabulary.constantsOf(type))
            : chance(2) ? "" : pick(Primitives.literals(type));
    vocabulary.member(
        name,
        statement(
            "static %s %s%s;".formatted(type, name, initial.isEmpty() ? "" : " = " + initial)));
    vocabulary.statics().field(type, name);
  }

  /// An array, whose elements change or do not.
  void array() {
    var type = pick(Primitives.WEIGHTED);
    int length = 1 << random.nextInt(5);
    var name = vocabulary.fresh("ARRAY");
    var literals = Primitives.literals(type);
    var elements = new ArrayList<String>();
    for (int i = 0; i < length; i++) {
      elements.add(pick(literals));
    }
    vocabulary.member(
        name,
        statement(
            chance(2)
                ? "static final %s[] %s = new %s[%d];".formatted(type, name, type, length)
                : "static final %s[] %s = {%s};"
                    .formatted(type, name, String.join(", ", elements))));
    vocabulary.statics().constant(Arrays.type(vocabulary, type, length), name);
  }

  /// An object that changes.
  void struct() {
    var type = types.mutable(true);
    var name = vocabulary.fresh("STATE");
    vocabulary.member(
        name, statement("static final %s %s = new %s();".formatted(type, name, type)));
    vocabulary.declare(type, name, vocabulary.statics());
  }

  private List<String> values() {
    var all = new ArrayList<>(List.of("Integer", "Long", "Short", "Byte"));
    all.addAll(vocabulary.records());
    all.addAll(vocabulary.constants().keySet());
    return all;
  }

  /// A hash map.
  void hash() {
    var key = pick(values());
    var value = chance(3) ? types.mutable(true) : pick(values());
    var name = vocabulary.fresh("HASH");
    member("HashMap", name, key + ".class, " + value + ".class", 6, key + ", " + value);
    var keys = keys(key, name);
    vocabulary.add(
        """
        V? M.get($) -- K
        V? M.get($) -- K
        boolean M.remove($) -- K
        boolean (M.get($) == null) -- K
        boolean M.put($, $) -- K V
        boolean M.putIfAbsent($, $) -- K V
        boolean M.replace($, $) -- K V
        void M.put($, $); -- K V
        void M.put($, $); -- K V
        void M.remove($); -- K
        """
            .replaceAll("\\bM\\b", name)
            .replaceAll("\\bK\\b", keys)
            .replaceAll("\\bV\\b", value));
  }

  private void member(String kind, String name, String classes, int entries, String parameters) {
    vocabulary.member(
        name,
        statement(
            "static final Bpf%s<%s> %s = Bpf%s.of(%s, %d);"
                .formatted(kind, parameters, name, kind, classes, entries)));
  }

  /// A type of few keys, so that the program finds some again.
  private String keys(String type, String map) {
    var keys = "KeyOf" + map;
    var made =
        switch (type) {
          case "Integer" -> "Integer.valueOf($) -- key";
          case "Long" -> "Long.valueOf($) -- key";
          case "Short" -> "Short.valueOf((short) $) -- key";
          case "Byte" -> "Byte.valueOf((byte) ($ - 4)) -- key";
          default -> "$ -- " + type;
        };
    vocabulary.add(keys + " " + made);
    if (vocabulary.records().contains(type)) {
      vocabulary.add(keys + " " + zeros(type) + " --");
    }
    return keys;
  }

  /// A record of zeros.
  private String zeros(String type) {
    var parts = new ArrayList<String>();
    for (var component : vocabulary.componentsOf(type)) {
      parts.add(
          vocabulary.records().contains(component)
              ? zeros(component)
              : vocabulary.constants().containsKey(component)
                  ? component + ".RED"
                  : Primitives.literals(component).getFirst());
    }
    return "new " + type + "(" + String.join(", ", parts) + ")";
  }

  /// An array map.
  void arrayMap() {
    var value = chance(2) ? types.mutable(true) : pick(values());
    if (vocabulary.constants().containsKey(value)) {
      return;
    }
    var name = vocabulary.fresh("ENTRIES");
    member("Array", name, value + ".class", 4, value);
    vocabulary.add(
        """
        V? M.get($) -- below4
        V? M.get($) -- key
        boolean M.set($, $) -- key V
        void M.set($, $); -- below4 V
        """
            .replaceAll("\\bM\\b", name)
            .replaceAll("\\bV\\b", value));
  }

  /// A queue or a stack.
  void sequence() {
    var value = pick(values());
    var kind = pick(List.of("Queue", "Stack"));
    var name = vocabulary.fresh("VALUES");
    member(kind, name, value + ".class", 3, value);
    vocabulary.add(
        """
        boolean M.push($) -- V
        void M.push($); -- V
        void M.pushEvicting($); -- V
        V? M.pop() --
        V? M.peek() --
        """
            .replaceAll("\\bM\\b", name)
            .replaceAll("\\bV\\b", value));
  }

  /// A ring buffer of events.
  void ring() {
    var records = vocabulary.records();
    if (records.isEmpty()) {
      return;
    }
    var event = pick(records);
    var name = vocabulary.fresh("EVENTS");
    member("RingBuf", name, event + ".class", 4096 * 16, event);
    vocabulary.add("void %s.output($); -- %s".formatted(name, event));
  }
}
