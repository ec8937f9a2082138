package io.github.bpf4j.object;

/// From `slot` on, instructions come from this line.
///
/// @param slot instruction slot
/// @param file the source file's name, without folders
/// @param line from 1; 0 where the class file does not say
/// @param text the line itself, trimmed, or empty where the source was not at hand
public record LineInfo(int slot, String file, int line, String text) {
  /// This at another slot.
  public LineInfo at(int newSlot) {
    return new LineInfo(newSlot, file, line, text);
  }
}
