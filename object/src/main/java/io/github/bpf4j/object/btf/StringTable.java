package io.github.bpf4j.object.btf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Strings as BTF and ELF keep them: UTF-8, each ended by NUL, each once, the first one empty.
public final class StringTable {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();

  /// With the empty string alone.
  public StringTable() {
    offset("");
  }

  /// Where `text` begins, which is added where it is new. NUL would end it, so it becomes a space.
  public int offset(String text) {
    return offsets.computeIfAbsent(
        text.replace('\0', ' '),
        clean -> {
          int offset = bytes.size();
          bytes.writeBytes(clean.getBytes(StandardCharsets.UTF_8));
          bytes.write(0);
          return offset;
        });
  }

  /// All strings so far.
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
