package io.github.bpf4j.kernel.bpf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Names of programs and maps: at most 15 letters, digits, `_` and `.` (`bpf_obj_name_cpy` in
/// `kernel/bpf/syscall.c`; Linux 4.15).
final class ObjectName {
  /// Bytes of a name with its final NUL (`BPF_OBJ_NAME_LEN`).
  static final int SIZE = 16;

  private ObjectName() {}

  /// Writes what the kernel allows of `name` into a zeroed field.
  static void put(MemorySegment attributes, int offset, String name) {
    int length = Math.min(name.length(), SIZE - 1);
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
      attributes.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (allowed ? c : '_'));
    }
  }

  /// Reads a name.
  static String get(MemorySegment info, int offset) {
    return info.asSlice(offset, SIZE).getString(0, StandardCharsets.US_ASCII);
  }
}
