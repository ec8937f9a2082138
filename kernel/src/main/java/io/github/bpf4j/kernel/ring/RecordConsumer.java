package io.github.bpf4j.kernel.ring;

import java.nio.ByteBuffer;

/// Takes the records of a ring buffer.
@FunctionalInterface
public interface RecordConsumer {
  /// Takes one record. Its bytes are the ring's own: they are gone after the call.
  ///
  /// @param records native-endian and read-only
  /// @param offset where in `records` the record begins, a multiple of 8
  /// @param length its bytes
  void accept(ByteBuffer records, int offset, int length);
}
