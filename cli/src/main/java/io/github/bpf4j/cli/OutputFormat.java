package io.github.bpf4j.cli;

/// How results are printed.
enum OutputFormat {
  /// For people.
  TEXT,
  /// One JSON object a line.
  JSON
}
