package io.github.bpf4j.isa;

import java.util.List;
import java.util.stream.Collectors;

/// Text that is no eBPF assembly. Names all wrong lines, each with its column and what was expected there.
public final class AssemblyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /// One thing wrong with the text.
  ///
  /// @param line from 1
  /// @param column from 1
  /// @param message what was expected, what was found
  public record Problem(int line, int column, String message) {
    /// The form `line:column: message`.
    @Override
    public String toString() {
      return line + ":" + column + ": " + message;
    }
  }

  AssemblyException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// All that is wrong, in the order of the text; at least one.
  public List<Problem> problems() {
    return problems;
  }
}
