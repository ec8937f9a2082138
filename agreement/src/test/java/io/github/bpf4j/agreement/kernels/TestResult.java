package io.github.bpf4j.agreement.kernels;

import java.util.Arrays;
import java.util.Optional;

/// How a test ended, as a line that leaves the virtual machine.
///
/// @param name what it is in, outermost first, and its own name
/// @param end how it ended
/// @param reason why it failed or was skipped; empty otherwise
record TestResult(String name, End end, String reason) {
  private static final String MARK = "bpf4j-test";

  /// How a test can end.
  enum End {
    PASSED,
    SKIPPED,
    FAILED
  }

  /// The result that `line` tells, if it tells one.
  static Optional<TestResult> parse(String line) {
    var fields = Arrays.stream(line.split("\t", -1)).map(String::translateEscapes).toList();
    return fields.getFirst().equals(MARK) && fields.size() == 4
        ? Optional.of(new TestResult(fields.get(2), End.valueOf(fields.get(1)), fields.get(3)))
        : Optional.empty();
  }

  /// One line.
  String line() {
    return String.join("\t", MARK, end.name(), escape(name), escape(reason));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }
}
