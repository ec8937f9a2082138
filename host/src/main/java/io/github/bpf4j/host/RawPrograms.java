package io.github.bpf4j.host;

/// A live array of programs: what the [RawMap] of a runtime implements too if its map is one.
public interface RawPrograms {
  /// Stores `program` at `index`.
  ///
  /// @return false if there is no such index
  /// @throws IllegalArgumentException if the program is another runtime's
  boolean set(int index, LoadedProgram program);

  /// Takes out the program at `index`.
  ///
  /// @return whether there was one
  boolean clear(int index);
}
