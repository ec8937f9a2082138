package io.github.bpf4j.object;

/// The kinds of map (`enum bpf_map_type` in `include/uapi/linux/bpf.h`).
public enum MapType {
  /// Any key to a value.
  HASH(1, "3.19", false),
  /// Index (u32) to a value, all present and zero at first.
  ARRAY(2, "3.19", false),
  /// Index (u32) to a program that a program can go on in, none at first. User space stores file
  /// descriptors (u32).
  PROG_ARRAY(3, "4.2", false),
  /// A hash with a value for each CPU.
  PERCPU_HASH(5, "4.6", true),
  /// An array with a value for each CPU.
  PERCPU_ARRAY(6, "4.6", true),
  /// A hash that evicts the least recently used entry when full.
  LRU_HASH(9, "4.10", false),
  /// The same with a value for each CPU.
  LRU_PERCPU_HASH(10, "4.10", true),
  /// Longest prefix match: key is a u32 prefix length, then the bytes, most significant first.
  /// Must have [MapDefinition#NO_PREALLOC].
  LPM_TRIE(11, "4.11", false),
  /// Index (u32) to a map like [MapDefinition#inner], none present at first. User space stores file
  /// descriptors (u32), a program finds maps.
  ARRAY_OF_MAPS(12, "4.12", false),
  /// Any key to a map, else the same.
  HASH_OF_MAPS(13, "4.12", false),
  /// Index (u32) to a network interface that packets can be sent to, none at first.
  DEVMAP(14, "4.14", false),
  /// CPU (u32) to the length of the queue of packets that can be sent there, none at first.
  CPUMAP(16, "4.15", false),
  /// Index (u32) to an AF_XDP socket that packets can be sent to, none at first.
  XSKMAP(17, "4.18", false),
  /// Values, the first in first out; no keys.
  QUEUE(22, "4.20", false),
  /// Values, the last in first out; no keys.
  STACK(23, "4.20", false),
  /// Any u32 to a network interface, else like [#DEVMAP].
  DEVMAP_HASH(25, "5.4", false),
  /// Records to user space; `maxEntries` is its size in bytes, a power of two of pages.
  RINGBUF(27, "5.8", false),
  /// What was added, for sure or not; no keys. `maxEntries` is how many values it is meant for.
  BLOOM_FILTER(30, "5.16", false);

  private final int number;
  private final String since;
  private final boolean perCpu;

  MapType(int number, String since, boolean perCpu) {
    this.number = number;
    this.since = since;
    this.perCpu = perCpu;
  }

  /// The kernel's number of the type.
  public int number() {
    return number;
  }

  /// The first kernel that has it.
  public KernelVersion since() {
    return KernelVersion.of(since);
  }

  /// Whether each CPU has a value of its own.
  public boolean perCpu() {
    return perCpu;
  }
}
