package io.github.bpf4j.object;

/// The kinds of map (`enum bpf_map_type` in `include/uapi/linux/bpf.h`), with the first kernel.
public enum MapType {
  /// Any key to a value; Linux 3.19.
  HASH(1, false),
  /// Index (u32) to a value, all present and zero at first; Linux 3.19.
  ARRAY(2, false),
  /// A hash with a value for each CPU; Linux 4.6.
  PERCPU_HASH(5, true),
  /// An array with a value for each CPU; Linux 4.6.
  PERCPU_ARRAY(6, true),
  /// A hash that evicts the least recently used entry when full; Linux 4.10.
  LRU_HASH(9, false),
  /// The same with a value for each CPU; Linux 4.10.
  LRU_PERCPU_HASH(10, true),
  /// Longest prefix match: key is a u32 prefix length, then the bytes, most significant first; Linux
  /// 4.11. Must have [MapDefinition#NO_PREALLOC].
  LPM_TRIE(11, false),
  /// Records to user space; `maxEntries` is its size in bytes, a power of two of pages; Linux 5.8.
  RINGBUF(27, false);

  private final int number;
  private final boolean perCpu;

  MapType(int number, boolean perCpu) {
    this.number = number;
    this.perCpu = perCpu;
  }

  /// The kernel's number of the type.
  public int number() {
    return number;
  }

  /// Whether each CPU has a value of its own.
  public boolean perCpu() {
    return perCpu;
  }
}
