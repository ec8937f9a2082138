package io.github.bpf4j.vm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The helpers that the VM has (numbers and signatures: `include/uapi/linux/bpf.h`). All others: [HelperNames].
enum Helper {
  MAP_LOOKUP_ELEM(1, "3.19", "void *(map, key)"),
  MAP_UPDATE_ELEM(2, "3.19", "long (map, key, value, u64 flags)"),
  MAP_DELETE_ELEM(3, "3.19", "long (map, key)"),
  KTIME_GET_NS(5, "4.1", "u64 ()"),
  GET_PRANDOM_U32(7, "4.1", "u32 ()"),
  GET_SMP_PROCESSOR_ID(8, "4.1", "u32 ()"),
  CSUM_DIFF(28, "4.6", "s64 (from, u32 from_size, to, u32 to_size, u32 seed)"),
  XDP_ADJUST_HEAD(44, "4.10", "long (ctx, int delta)"),
  XDP_ADJUST_META(54, "4.15", "long (ctx, int delta)"),
  XDP_ADJUST_TAIL(65, "4.18", "long (ctx, int delta)"),
  KTIME_GET_BOOT_NS(125, "5.8", "u64 ()"),
  RINGBUF_OUTPUT(130, "5.8", "long (ringbuf, data, u64 size, u64 flags)"),
  RINGBUF_RESERVE(131, "5.8", "void *(ringbuf, u64 size, u64 flags)"),
  RINGBUF_SUBMIT(132, "5.8", "void (record, u64 flags)"),
  RINGBUF_DISCARD(133, "5.8", "void (record, u64 flags)"),
  KTIME_GET_COARSE_NS(160, "5.11", "u64 ()");

  /// By number: a map would make an Integer of it in every call.
  private static final @Nullable Helper[] BY_NUMBER = table();

  private final int number;
  private final String since;
  private final String signature;

  Helper(int number, String since, String signature) {
    this.number = number;
    this.since = since;
    this.signature = signature;
  }

  /// The number in a call.
  int number() {
    return number;
  }

  /// The first kernel that has it.
  String since() {
    return since;
  }

  /// Result and arguments, in the kernel's types.
  String signature() {
    return signature;
  }

  /// The helper with this number, or null if the VM has none.
  static @Nullable Helper implemented(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  private static @Nullable Helper[] table() {
    int last = Arrays.stream(values()).mapToInt(Helper::number).max().orElseThrow();
    var table = new @Nullable Helper[last + 1];
    for (Helper helper : values()) {
      table[helper.number] = helper;
    }
    return table;
  }
}
