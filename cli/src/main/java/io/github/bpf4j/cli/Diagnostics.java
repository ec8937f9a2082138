package io.github.bpf4j.cli;

import io.github.bpf4j.cli.source.SourceFiles;
import io.github.bpf4j.cli.source.SourcePosition;
import io.github.bpf4j.compiler.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/// Renders what the eBPF compiler found in javac's form, with a caret where the column can be found:
///
/// ```text
/// FunXdp.java:17: error: calls itself [BPF0012]
///         return depth(n - 1) + 1;
///                ^
///   fix: write a loop
/// ```
final class Diagnostics {
  private final SourceFiles sources;

  private Diagnostics(SourceFiles sources) {
    this.sources = sources;
  }

  /// All of `diagnostics`, with the source lines of those whose files are among `sources`.
  static String render(List<Diagnostic> diagnostics, SourceFiles sources) {
    var renderer = new Diagnostics(sources);
    return diagnostics.stream().map(renderer::render).collect(Collectors.joining("\n"))
        + (diagnostics.size() == 1 ? "\n1 error" : "\n%d errors".formatted(diagnostics.size()));
  }

  private String render(Diagnostic diagnostic) {
    var element = diagnostic.element();
    var source = sources.find(element.type(), diagnostic.file());
    var position = source.flatMap(file -> file.find(element, diagnostic.line()));
    int line = position.map(SourcePosition::line).orElse(diagnostic.line());

    var text = new StringBuilder();
    text.append(source.map(file -> file.path().toString()).orElse(diagnostic.file()));
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": error: ").append(diagnostic.message());
    text.append(" [").append(diagnostic.code().code()).append(']');
    var code = source.map(file -> file.line(line)).orElse("");
    if (!code.isBlank()) {
      text.append('\n').append(code.stripTrailing());
      position.ifPresent(at -> text.append('\n').append(Caret.under(code, at.column())));
    }
    for (var note : diagnostic.notes()) {
      var at = note.at();
      var there = sources.line(at.element().type(), at.file(), at.line()).strip();
      text.append("\n  ").append(note).append(there.isEmpty() ? "" : ": " + there);
    }
    if (!diagnostic.fix().isEmpty()) {
      text.append("\n  fix: ").append(diagnostic.fix());
    }
    return text.toString();
  }
}
