package io.github.bpf4j.compiler;

import java.util.List;
import java.util.stream.Collectors;

/// The program cannot be compiled; holds every reason found, not just the first.
public final class CompileException extends RuntimeException {
  private final transient List<Diagnostic> diagnostics;

  /// With at least one diagnostic.
  public CompileException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /// What is wrong, in the order of the source.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
