package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// The programs of a [BpfTailCalls], wherever they run: what runtimes implement.
public interface MapPrograms {
  /// Stores `program` at `index`.
  ///
  /// @return false if there is no such index
  /// @throws IllegalArgumentException if the program runs somewhere else
  boolean set(int index, XdpProgram program);

  /// Takes out the program at `index` and says whether there was one.
  boolean clear(int index);

  /// The program at `index`, or null if there is none; on the plain JVM only.
  @Nullable XdpProgram get(int index);
}
