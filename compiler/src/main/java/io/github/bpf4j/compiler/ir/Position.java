package io.github.bpf4j.compiler.ir;

/// A place in Java source.
///
/// @param file the source file's name, without folders
/// @param line from 1; 0 if not known
/// @param method the method's name
public record Position(String file, int line, String method) {
  /// Nowhere.
  public static final Position NONE = new Position("", 0, "");

  /// `FunXdp.java:17`.
  public String place() {
    return file + ":" + line;
  }
}
