package io.github.bpf4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The entries of a typed map, wherever they are: what runtimes implement and every map but
/// [BpfRingBuf] stands on. Keys are objects of the map's key type, `Integer` indices for arrays,
/// [BpfLpmTrie.Prefix] for tries. Safe for use by several threads.
public interface MapEntries {
  /// The value of `key`, or null if there is none. For a trie, that of the longest prefix that covers
  /// `key` and is not longer than it. For a per-CPU map, that of the CPU that runs this.
  @Nullable Object get(Object key);

  /// The values of `key`, one for each CPU, or one alone if the map is not per-CPU; empty if there is
  /// none.
  List<Object> getAll(Object key);

  /// Stores a copy of `value`.
  ///
  /// @return false if `mode` forbids it, or there is no room, or no such index
  boolean put(Object key, Object value, Mode mode);

  /// Removes `key` and says whether it was there.
  boolean remove(Object key);

  /// The keys at this moment.
  List<Object> keys();

  /// When [#put] may store; the ordinals are the kernel's flags (`BPF_ANY`, `BPF_NOEXIST`,
  /// `BPF_EXIST` in `include/uapi/linux/bpf.h`).
  enum Mode {
    /// Whether the key is there or not.
    ANY,
    /// Only if the key is absent.
    IF_ABSENT,
    /// Only if the key is there.
    IF_PRESENT
  }
}
