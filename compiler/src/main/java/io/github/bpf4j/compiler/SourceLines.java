package io.github.bpf4j.compiler;

/// Finds the text of source lines, which loaded programs carry into the kernel, so that the log of its
/// verifier shows Java.
@FunctionalInterface
public interface SourceLines {
  /// Knows no source.
  SourceLines NONE = (file, line) -> "";

  /// The line `line` (from 1) of the source file called `file` (without folders), without its
  /// indentation; empty where the source is not at hand.
  String line(String file, int line);
}
