package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.compiler.SourceElement;
import org.jspecify.annotations.Nullable;

/// A place in Java source. Two are the same where they are in one line of a method.
///
/// @param file the source file's name, without folders
/// @param line from 1; 0 if not known
/// @param method the method's name
/// @param element what of the line it is
public record Position(String file, int line, String method, SourceElement element) {
  /// Nowhere.
  public static final Position NONE = new Position("", 0, "");

  /// A line of a method.
  public Position(String file, int line, String method) {
    this(file, line, method, SourceElement.NONE);
  }

  /// `FunXdp.java:17`.
  public String place() {
    return file + ":" + line;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Position position
        && file.equals(position.file)
        && line == position.line
        && method.equals(position.method);
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + line;
  }
}
