package io.github.bpf4j.cli;

import io.github.bpf4j.compiler.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Renders what the eBPF compiler found in javac's form:
///
/// ```text
/// FunXdp.java:17: error: calls itself [BPF0012]
///         return depth(n - 1) + 1;
///   fix: write a loop
/// ```
final class Diagnostics {
  private Diagnostics() {}

  /// All of `diagnostics`, with the source line of those that lie in `source`.
  static String render(List<Diagnostic> diagnostics, Optional<Path> source) {
    var lines = source.map(Diagnostics::read).orElse(List.of());
    return diagnostics.stream().map(d -> render(d, source, lines)).collect(Collectors.joining("\n"))
        + (diagnostics.size() == 1 ? "\n1 error" : "\n%d errors".formatted(diagnostics.size()));
  }

  private static String render(Diagnostic diagnostic, Optional<Path> source, List<String> lines) {
    boolean here =
        source.isPresent()
            && source.get().endsWith(diagnostic.file())
            && diagnostic.line() >= 1
            && diagnostic.line() <= lines.size();
    var text = new StringBuilder();
    text.append(here ? source.get().toString() : diagnostic.file());
    if (diagnostic.line() > 0) {
      text.append(':').append(diagnostic.line());
    }
    text.append(": error: ").append(diagnostic.message());
    text.append(" [").append(diagnostic.code().code()).append(']');
    if (here) {
      text.append('\n').append(lines.get(diagnostic.line() - 1).stripTrailing());
    }
    if (!diagnostic.fix().isEmpty()) {
      text.append("\n  fix: ").append(diagnostic.fix());
    }
    return text.toString();
  }

  /// A line that cannot be shown does not hide the error.
  private static List<String> read(Path source) {
    try {
      return Files.readAllLines(source);
    } catch (IOException e) {
      return List.of();
    }
  }
}
