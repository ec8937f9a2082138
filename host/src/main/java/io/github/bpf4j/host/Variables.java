package io.github.bpf4j.host;

import java.util.List;

/// The static variables of a program as one load has them: its fields that are not `final`, and the
/// arrays and `@Struct` objects of `static final` fields that it changes. A load begins with the values
/// that they had when the class was compiled.
///
/// ```java
/// long packets = (Long) program.variables().get("packets");
/// ```
///
/// Only what the program uses is there.
public interface Variables {
  /// Their names: the fields'.
  List<String> names();

  /// What a variable holds now: a boxed number, an enum constant, or a copy of an array or `@Struct`.
  ///
  /// @throws IllegalArgumentException if the program uses no variable of that name
  Object get(String name);

  /// Changes a variable while the program runs.
  ///
  /// @throws IllegalArgumentException if the program uses no variable of that name, `value` is of another
  ///     type, an array of another length, or the variable is one that is set before the load alone
  void set(String name, Object value);
}
