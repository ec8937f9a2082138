package io.github.bpf4j.compiler.inline;

import java.util.HashMap;
import java.util.Map;

/// Numbers for what the alternatives of a choice can be: one for each class in the whole program, so that
/// choices of different origin agree. Null is 0.
final class AlternativeNumbers {
  /// The number of null.
  static final int NULL = 0;

  private final Map<Object, Integer> numbers = new HashMap<>();

  AlternativeNumbers() {
    numbers.put(Operand.NULL, NULL);
  }

  /// The number of alternatives like `operand`.
  int of(Operand operand) {
    return numbers.computeIfAbsent(Shapes.alternativeKey(operand), _ -> numbers.size());
  }
}
