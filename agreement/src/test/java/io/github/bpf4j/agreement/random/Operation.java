package io.github.bpf4j.agreement.random;

import java.util.List;
import java.util.stream.Stream;

/// Something that a random program can say: an expression or a statement, and what it is made of.
///
/// @param result the type of an expression; [#VOID] for a statement
/// @param template its text, with `$` for each argument in turn
/// @param arguments their types, see [Expressions#of]
record Operation(String result, String template, List<String> arguments) {
  static final String VOID = "void";

  /// Reads a table of operations, one in each line: `int Math.max($, $) -- int int`, `int 5 --`.
  static List<Operation> table(String lines) {
    return lines.lines().filter(line -> !line.isBlank()).map(Operation::of).toList();
  }

  private static Operation of(String line) {
    var parts = line.strip().split(" +--", 2);
    var words = parts[0].split(" +", 2);
    var arguments =
        Stream.of(parts[1].split(" +")).filter(argument -> !argument.isEmpty()).toList();
    if (words.length < 2 || words[1].chars().filter(c -> c == '$').count() != arguments.size()) {
      throw new IllegalArgumentException("an operation has an argument for each $: " + line);
    }
    return new Operation(words[0], words[1], arguments);
  }
}
