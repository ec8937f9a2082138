package io.github.bpf4j.compiler;

/// Finds the text of source lines, which loaded programs carry into the kernel, so that the log of its
/// verifier shows Java.
@FunctionalInterface
public interface SourceLines {
  /// Knows no source.
  SourceLines NONE = (type, file, line) -> "";

  /// A line of a source file; empty where the source is not at hand.
  ///
  /// @param type the binary name of a class in it
  /// @param file its name, without folders
  /// @param line from 1
  String line(String type, String file, int line);
}
