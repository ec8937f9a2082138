package io.github.bpf4j.object;

/// A map before it is made.
///
/// @param name the Java field's name, or a name of the compiler's own
/// @param type its kind
/// @param keySize bytes in a key; 0 for a ring buffer
/// @param valueSize bytes in a value; 0 for a ring buffer
/// @param maxEntries the most entries; for a ring buffer its size in bytes
/// @param flags `BPF_F_…` flags of the map's creation (`include/uapi/linux/bpf.h`)
public record MapDefinition(
    String name, MapType type, int keySize, int valueSize, int maxEntries, int flags) {
  /// `BPF_F_NO_PREALLOC`: memory is taken when an entry is made.
  public static final int NO_PREALLOC = 1;
}
