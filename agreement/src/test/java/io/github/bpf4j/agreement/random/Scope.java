package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a random program may name at one place.
final class Scope {
  private final Map<String, List<String>> variables = new HashMap<>();
  private final Map<String, List<String>> assignable = new HashMap<>();
  private final Map<String, List<String>> methods = new HashMap<>();
  private final boolean hasPacket;

  /// @param hasPacket whether the packet `p` and the context `ctx` are there
  Scope(boolean hasPacket) {
    this.hasPacket = hasPacket;
  }

  boolean hasPacket() {
    return hasPacket;
  }

  void add(String type, String name) {
    addReadOnly(type, name);
    assignable.computeIfAbsent(type, _ -> new ArrayList<>()).add(name);
  }

  /// Adds a variable that the program must not assign, such as a loop's counter.
  void addReadOnly(String type, String name) {
    variables.computeIfAbsent(type, _ -> new ArrayList<>()).add(name);
  }

  void remove(String type, String name) {
    list(variables, type).remove(name);
    list(assignable, type).remove(name);
  }

  void addMethod(String result, String name) {
    methods.computeIfAbsent(result, _ -> new ArrayList<>()).add(name);
  }

  List<String> variables(String type) {
    return list(variables, type);
  }

  List<String> assignable(String type) {
    return list(assignable, type);
  }

  /// Methods that take an int and a long.
  List<String> methods(String result) {
    return list(methods, result);
  }

  private static List<String> list(Map<String, List<String>> map, String type) {
    return map.getOrDefault(type, new ArrayList<>());
  }
}
