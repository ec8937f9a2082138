package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.ir.Position;
import java.util.List;

/// Something in a program that cannot be compiled.
///
/// @param code which kind of problem
/// @param file the source file's name, without folders
/// @param line from 1; 0 if the class file does not say
/// @param element what of the line is at fault
/// @param message what is wrong, in one sentence
/// @param notes other places that have to do with it
/// @param fix what to do instead
public record Diagnostic(
    Problem code,
    String file,
    int line,
    SourceElement element,
    String message,
    List<Note> notes,
    String fix) {
  /// A place that has to do with a problem.
  ///
  /// @param what what happens there: `taken`, `moved`
  /// @param at where
  public record Note(String what, Position at) {
    /// `taken at FunXdp.java:14`.
    @Override
    public String toString() {
      return what + " at " + at.place();
    }
  }

  /// Copies the list.
  public Diagnostic {
    notes = List.copyOf(notes);
  }

  /// A problem at a place, with nothing to say of others.
  public static Diagnostic at(Position at, Problem code, String message, String fix) {
    return new Diagnostic(code, at.file(), at.line(), at.element(), message, List.of(), fix);
  }

  /// This with the places that have to do with it.
  public Diagnostic with(Note... others) {
    return new Diagnostic(code, file, line, element, message, List.of(others), fix);
  }

  /// Whether both say the same of the same line.
  public boolean isSame(Diagnostic other) {
    return code == other.code
        && file.equals(other.file)
        && line == other.line
        && message.equals(other.message);
  }

  /// `FunXdp.java:17: error: … [BPF0012]`; the notes and the fix in lines of their own.
  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append("%s:%d: error: %s [%s]".formatted(file, line, message, code.code()));
    notes.forEach(note -> text.append("\n  ").append(note));
    return text.append("\n  fix: ").append(fix).toString();
  }
}
