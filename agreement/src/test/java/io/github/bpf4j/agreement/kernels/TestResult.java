package io.github.bpf4j.agreement.kernels;

import java.util.Arrays;
import java.util.Optional;

/// How a program fared, as a line that leaves the virtual machine.
///
/// @param name the program's
/// @param passed whether it did what it should
/// @param reason why not; empty otherwise
record TestResult(String name, boolean passed, String reason) {
  private static final String MARK = "bpf4j-test";

  /// The result that `line` tells, if it tells one.
  static Optional<TestResult> parse(String line) {
    var fields = Arrays.stream(line.split("\t", -1)).map(String::translateEscapes).toList();
    return fields.getFirst().equals(MARK) && fields.size() == 4
        ? Optional.of(
            new TestResult(fields.get(2), Boolean.parseBoolean(fields.get(1)), fields.get(3)))
        : Optional.empty();
  }

  /// One line.
  String line() {
    return String.join("\t", MARK, Boolean.toString(passed), escape(name), escape(reason));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }
}
