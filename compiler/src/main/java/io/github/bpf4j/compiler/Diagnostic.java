package io.github.bpf4j.compiler;

/// Something in a program that cannot be compiled.
///
/// @param code which kind of problem
/// @param file the source file's name, without folders
/// @param line from 1; 0 if the class file does not say
/// @param message what is wrong, in one sentence
/// @param fix what to do instead
public record Diagnostic(Problem code, String file, int line, String message, String fix) {
  /// `FunXdp.java:17: error: … [BPF0012]`, and the fix in a line of its own.
  @Override
  public String toString() {
    return "%s:%d: error: %s [%s]\n  fix: %s".formatted(file, line, message, code.code(), fix);
  }
}
