package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Loads type information.
public final class BtfCommands {
  // BTF_LOAD
  private static final int BTF = 0;
  private static final int BTF_SIZE = 16;
  private static final int SIZE = 28;

  private BtfCommands() {}

  /// Loads BTF.
  ///
  /// @return a file descriptor or the negated error number
  public static long load(byte[] btf) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(SIZE, Long.BYTES);
      var copy = arena.allocate(btf.length, Long.BYTES);
      MemorySegment.copy(btf, 0, copy, JAVA_BYTE, 0, btf.length);
      attributes.set(JAVA_LONG, BTF, copy.address());
      attributes.set(JAVA_INT, BTF_SIZE, btf.length);
      return Command.BTF_LOAD.call(attributes);
    }
  }
}
