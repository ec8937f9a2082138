package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.SystemException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.OptionalInt;

/// Opens programs, maps and links that are there, and asks about them.
public final class ObjectCommands {
  // OBJ_GET_INFO_BY_FD
  private static final int BPF_FD = 0;
  private static final int INFO_LEN = 4;
  private static final int INFO = 8;
  private static final int INFO_SIZE = 16;
  // *_GET_FD_BY_ID, *_GET_NEXT_ID
  private static final int ID = 0;
  private static final int NEXT_ID = 4;
  private static final int ID_SIZE = 12;
  // OBJ_GET
  private static final int PATHNAME = 0;
  private static final int OBJ_GET_SIZE = 16;
  // ENABLE_STATS
  private static final int STATS_TYPE = 0;
  private static final int BPF_STATS_RUN_TIME = 0;

  // struct bpf_prog_info
  private static final int PROG_ID = 4;
  private static final int TAG = 8;
  private static final int TAG_SIZE = 8;
  private static final int JITED_PROG_LEN = 16;
  private static final int XLATED_PROG_LEN = 20;
  private static final int LOAD_TIME = 40;
  private static final int NR_MAP_IDS = 52;
  private static final int MAP_IDS = 56;
  private static final int PROG_NAME = 64;
  private static final int RUN_TIME_NS = 192;
  private static final int RUN_CNT = 200;
  private static final int VERIFIED_INSNS = 216;
  private static final int PROG_INFO_SIZE = 232;
  private static final int MAX_USED_MAPS = 64;
  // struct bpf_map_info
  private static final int MAP_ID = 4;
  private static final int MAP_TYPE = 0;
  private static final int KEY_SIZE = 8;
  private static final int VALUE_SIZE = 12;
  private static final int MAX_ENTRIES = 16;
  private static final int MAP_FLAGS = 20;
  private static final int MAP_NAME = 24;
  private static final int MAP_INFO_SIZE = 80;
  // struct bpf_link_info
  private static final int LINK_TYPE = 0;
  private static final int LINK_ID = 4;
  private static final int LINK_PROG_ID = 8;
  private static final int XDP_IFINDEX = 16;
  private static final int LINK_INFO_SIZE = 64;
  private static final int BPF_LINK_TYPE_XDP = 6;

  private ObjectCommands() {}

  /// `struct bpf_prog_info`, the part in use here.
  ///
  /// @param id the kernel's number of the program
  /// @param tag 16 hexadecimal digits: a hash of the instructions
  /// @param jitedBytes bytes of machine code; 0 where the JIT is off or this process may not know
  /// @param xlatedBytes bytes of eBPF after the verifier's changes
  /// @param loadTime nanoseconds between boot and load
  /// @param name at most 15 characters
  /// @param runTime nanoseconds that runs took while statistics were on
  /// @param runs how often it ran while statistics were on
  /// @param verifiedInsns instructions that the verifier went through; Linux 5.16, else 0
  public record Program(
      int id,
      String tag,
      int jitedBytes,
      int xlatedBytes,
      long loadTime,
      String name,
      long runTime,
      long runs,
      int verifiedInsns) {}

  /// `struct bpf_link_info` of any link.
  ///
  /// @param interfaceIndex for a link of XDP, empty for others
  public record Link(int id, int programId, OptionalInt interfaceIndex) {}

  /// What the kernel says of a program.
  ///
  /// @throws SystemException if it does not
  public static Program program(FileDescriptor program) {
    try (var arena = Arena.ofConfined()) {
      var info = info(program, arena.allocate(PROG_INFO_SIZE, Long.BYTES), arena);
      return new Program(
          info.get(JAVA_INT, PROG_ID),
          HexFormat.of().formatHex(info.asSlice(TAG, TAG_SIZE).toArray(JAVA_BYTE)),
          info.get(JAVA_INT, JITED_PROG_LEN),
          info.get(JAVA_INT, XLATED_PROG_LEN),
          info.get(JAVA_LONG, LOAD_TIME),
          ObjectName.get(info, PROG_NAME),
          info.get(JAVA_LONG, RUN_TIME_NS),
          info.get(JAVA_LONG, RUN_CNT),
          info.get(JAVA_INT, VERIFIED_INSNS));
    }
  }

  /// `struct bpf_map_info`, the part in use here.
  ///
  /// @param type `enum bpf_map_type`
  /// @param id the kernel's number of the map
  /// @param name at most 15 characters
  public record Map(
      int type, int id, int keySize, int valueSize, int maxEntries, int flags, String name) {}

  /// What the kernel says of a map.
  public static Map map(FileDescriptor map) {
    try (var arena = Arena.ofConfined()) {
      var info = info(map, arena.allocate(MAP_INFO_SIZE, Long.BYTES), arena);
      return new Map(
          info.get(JAVA_INT, MAP_TYPE),
          info.get(JAVA_INT, MAP_ID),
          info.get(JAVA_INT, KEY_SIZE),
          info.get(JAVA_INT, VALUE_SIZE),
          info.get(JAVA_INT, MAX_ENTRIES),
          info.get(JAVA_INT, MAP_FLAGS),
          ObjectName.get(info, MAP_NAME));
    }
  }

  /// The ids of the maps that a program uses, at most 64.
  public static int[] mapsOf(FileDescriptor program) {
    try (var arena = Arena.ofConfined()) {
      var ids = arena.allocate(JAVA_INT, MAX_USED_MAPS);
      var info = arena.allocate(PROG_INFO_SIZE, Long.BYTES);
      info.set(JAVA_INT, NR_MAP_IDS, MAX_USED_MAPS);
      info.set(JAVA_LONG, MAP_IDS, ids.address());
      info(program, info, arena);
      int count = Math.min(info.get(JAVA_INT, NR_MAP_IDS), MAX_USED_MAPS);
      return ids.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
    }
  }

  /// What the kernel says of a link.
  public static Link link(FileDescriptor link) {
    try (var arena = Arena.ofConfined()) {
      var info = info(link, arena.allocate(LINK_INFO_SIZE, Long.BYTES), arena);
      return new Link(
          info.get(JAVA_INT, LINK_ID),
          info.get(JAVA_INT, LINK_PROG_ID),
          info.get(JAVA_INT, LINK_TYPE) == BPF_LINK_TYPE_XDP
              ? OptionalInt.of(info.get(JAVA_INT, XDP_IFINDEX))
              : OptionalInt.empty());
    }
  }

  /// Opens the program with this id.
  ///
  /// @return a file descriptor or the negated error number
  public static long openProgram(int id) {
    return byId(Command.PROG_GET_FD_BY_ID, id, ID);
  }

  /// Opens the map with this id.
  ///
  /// @return a file descriptor or the negated error number
  public static long openMap(int id) {
    return byId(Command.MAP_GET_FD_BY_ID, id, ID);
  }

  /// Opens what is pinned at `path` in a file system of type `bpf`.
  ///
  /// @return a file descriptor or the negated error number
  public static long openPinned(String path) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(OBJ_GET_SIZE, Long.BYTES);
      attributes.set(JAVA_LONG, PATHNAME, arena.allocateFrom(path).address());
      return Command.OBJ_GET.call(attributes);
    }
  }

  /// Opens the link with this id.
  public static long openLink(int id) {
    return byId(Command.LINK_GET_FD_BY_ID, id, ID);
  }

  /// The id of the first link after `id`, or the negated error number (`ENOENT` at the end).
  public static long nextLink(int id) {
    return byId(Command.LINK_GET_NEXT_ID, id, NEXT_ID);
  }

  /// Switches run statistics on for all programs of the system, until the descriptor is closed.
  ///
  /// @return a file descriptor or the negated error number
  public static long enableStatistics() {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(Integer.BYTES, Long.BYTES);
      attributes.set(JAVA_INT, STATS_TYPE, BPF_STATS_RUN_TIME);
      return Command.ENABLE_STATS.call(attributes);
    }
  }

  private static long byId(Command command, int id, int answer) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(ID_SIZE, Long.BYTES);
      attributes.set(JAVA_INT, ID, id);
      long result = command.call(attributes);
      return answer == ID || result < 0 ? result : attributes.get(JAVA_INT, answer);
    }
  }

  private static MemorySegment info(FileDescriptor object, MemorySegment info, Arena arena) {
    var attributes = arena.allocate(INFO_SIZE, Long.BYTES);
    attributes.set(JAVA_INT, INFO_LEN, (int) info.byteSize());
    attributes.set(JAVA_LONG, INFO, info.address());
    attributes.set(JAVA_INT, BPF_FD, object.acquire());
    try {
      SystemException.check(
          "cannot ask about " + object.what(), Command.OBJ_GET_INFO_BY_FD.call(attributes));
    } finally {
      object.release();
    }
    return info;
  }
}
