package io.github.bpf4j.cli;

import io.github.bpf4j.cli.classes.SourceText;
import io.github.bpf4j.compiler.Diagnostic;
import java.nio.file.Path;
import java.util.List;
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
  static String render(List<Diagnostic> diagnostics, SourceText source) {
    return diagnostics.stream().map(d -> render(d, source)).collect(Collectors.joining("\n"))
        + (diagnostics.size() == 1 ? "\n1 error" : "\n%d errors".formatted(diagnostics.size()));
  }

  private static String render(Diagnostic diagnostic, SourceText source) {
    var text = new StringBuilder();
    text.append(source.path(diagnostic.file()).map(Path::toString).orElse(diagnostic.file()));
    if (diagnostic.line() > 0) {
      text.append(':').append(diagnostic.line());
    }
    text.append(": error: ").append(diagnostic.message());
    text.append(" [").append(diagnostic.code().code()).append(']');
    var line = source.line(diagnostic.file(), diagnostic.line());
    if (!line.isEmpty()) {
      text.append('\n').append(line.stripTrailing());
    }
    if (!diagnostic.fix().isEmpty()) {
      text.append("\n  fix: ").append(diagnostic.fix());
    }
    return text.toString();
  }
}
