package io.github.bpf4j.agreement.random;

import java.util.ArrayList;
import java.util.List;

/// The variables that a random program may name at one place.
final class Scope {
  /// A variable, or a field of one.
  ///
  /// @param isAssignable whether statements may assign it
  /// @param isCapturable whether lambdas may use it
  record Variable(String type, String name, boolean isAssignable, boolean isCapturable) {}

  private final List<Variable> variables = new ArrayList<>();

  /// The same variables, of which what is added there is not seen here.
  Scope copy() {
    var copy = new Scope();
    copy.variables.addAll(variables);
    return copy;
  }

  /// What a lambda sees of this.
  Scope inLambda() {
    var inside = copy();
    inside.variables.removeIf(variable -> !variable.isCapturable());
    return inside;
  }

  /// What the guard of a case sees of this: it assigns nothing.
  Scope inGuard() {
    var inside = new Scope();
    inLambda().variables.forEach(variable -> inside.constant(variable.type(), variable.name()));
    return inside;
  }

  void add(Variable variable) {
    variables.add(variable);
  }

  /// A local variable.
  void local(String type, String name) {
    variables.add(new Variable(type, name, true, false));
  }

  /// A local variable that never changes.
  void constant(String type, String name) {
    variables.add(new Variable(type, name, false, true));
  }

  /// One that the program must not assign, though it changes: a loop's counter.
  void counter(String type, String name) {
    variables.add(new Variable(type, name, false, false));
  }

  /// A field that changes, of the class or of a [#constant].
  void field(String type, String name) {
    variables.add(new Variable(type, name, true, true));
  }

  int size() {
    return variables.size();
  }

  /// Forgets all variables but the first `size`.
  void cut(int size) {
    variables.subList(size, variables.size()).clear();
  }

  /// Those from the one of number `size` on.
  List<Variable> since(int size) {
    return List.copyOf(variables.subList(size, variables.size()));
  }

  List<String> readable(String type) {
    return variables.stream()
        .filter(variable -> variable.type().equals(type))
        .map(Variable::name)
        .toList();
  }

  List<String> assignable(String type) {
    return variables.stream()
        .filter(variable -> variable.type().equals(type) && variable.isAssignable())
        .map(Variable::name)
        .toList();
  }
}
