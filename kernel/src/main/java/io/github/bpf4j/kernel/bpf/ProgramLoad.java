package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.object.ProgramType;
import io.github.bpf4j.object.btf.ProgramBtf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What `BPF_PROG_LOAD` is given.
public final class ProgramLoad {
  // PROG_LOAD
  private static final int PROG_TYPE = 0;
  private static final int INSN_CNT = 4;
  private static final int INSNS = 8;
  private static final int LICENSE = 16;
  private static final int LOG_LEVEL = 24;
  private static final int LOG_SIZE = 28;
  private static final int LOG_BUF = 32;
  private static final int PROG_FLAGS = 44;
  private static final int PROG_NAME = 48;
  private static final int PROG_IFINDEX = 64;
  private static final int EXPECTED_ATTACH_TYPE = 68;
  private static final int PROG_BTF_FD = 72;
  private static final int FUNC_INFO_REC_SIZE = 76;
  private static final int FUNC_INFO = 80;
  private static final int FUNC_INFO_CNT = 88;
  private static final int LINE_INFO_REC_SIZE = 92;
  private static final int LINE_INFO = 96;
  private static final int LINE_INFO_CNT = 104;
  private static final int LOG_TRUE_SIZE = 140;
  private static final int SIZE = 144;

  private static final int XDP_DEV_BOUND_ONLY = 1 << 6;

  /// The level of a log with nothing in it but statistics (Linux 5.2).
  public static final int STATISTICS = 4;

  private static final int FUNC_INFO_RECORD = 8;
  private static final int LINE_INFO_RECORD = 16;

  private static final int FIRST_LOG = 64 * 1024;
  private static final int LARGEST_LOG = 1 << 28;

  /// Since Linux 6.4 what does not fit is left out at the beginning, and the reason stands at the end.
  private static final int LARGEST_TAIL = 1 << 24;

  private static final int TRIES = 5;

  private final ProgramType type;
  private final byte[] insns;
  private final String license;
  private final @Nullable String name;
  private final @Nullable DebugInfo debug;
  private final int flags;
  private final int interfaceIndex;

  /// @param type what it attaches to
  /// @param insns the encoded instructions, native-endian, maps as file descriptors
  /// @param license such as `GPL`
  /// @param name the program's name, or null for none (names need Linux 4.15)
  /// @param debug BTF with function and line information, or null for none
  public ProgramLoad(
      ProgramType type,
      byte[] insns,
      String license,
      @Nullable String name,
      @Nullable DebugInfo debug) {
    this(type, insns, license, name, debug, 0, 0);
  }

  private ProgramLoad(
      ProgramType type,
      byte[] insns,
      String license,
      @Nullable String name,
      @Nullable DebugInfo debug,
      int flags,
      int interfaceIndex) {
    this.type = type;
    this.insns = insns;
    this.license = license;
    this.name = name;
    this.debug = debug;
    this.flags = flags;
    this.interfaceIndex = interfaceIndex;
  }

  /// Debug information.
  ///
  /// @param btf the BTF object, loaded
  /// @param info its functions and lines
  public record DebugInfo(FileDescriptor btf, ProgramBtf info) {}

  /// What became of a load.
  ///
  /// @param result a file descriptor or the negated error number
  /// @param log the verifier's log, empty after a silent load
  public record Result(long result, String log) {}

  /// This without debug information.
  public ProgramLoad withoutDebug() {
    return new ProgramLoad(type, insns, license, name, null, flags, interfaceIndex);
  }

  /// This without a name.
  public ProgramLoad withoutName() {
    return new ProgramLoad(type, insns, license, null, debug, flags, interfaceIndex);
  }

  /// This with flags (`BPF_F_…`, `include/uapi/linux/bpf.h`).
  public ProgramLoad withFlags(int newFlags) {
    return new ProgramLoad(type, insns, license, name, debug, newFlags, interfaceIndex);
  }

  /// This for one interface alone, whose driver it can then ask for receive metadata
  /// (`BPF_F_XDP_DEV_BOUND_ONLY`, Linux 6.3).
  ///
  /// @param index the interface's in the calling thread's network namespace; 0 for any interface
  public ProgramLoad boundTo(int index) {
    int newFlags = index == 0 ? flags & ~XDP_DEV_BOUND_ONLY : flags | XDP_DEV_BOUND_ONLY;
    return new ProgramLoad(type, insns, license, name, debug, newFlags, index);
  }

  /// Loads without a log.
  ///
  /// @return a file descriptor or the negated error number
  public long silently() {
    try (var arena = Arena.ofConfined()) {
      return call(attributes(arena));
    }
  }

  /// Loads with a log, in a buffer large enough for all of it.
  ///
  /// @param level 1 what the verifier did, 2 more of it, [#STATISTICS]; a bit set
  public Result withLog(int level) {
    return withLog(level, FIRST_LOG, LARGEST_TAIL);
  }

  /// @param first the size of the first buffer in bytes
  /// @param largestTail the size of the largest on a kernel that keeps the end
  Result withLog(int level, int first, int largestTail) {
    int size = first;
    while (true) {
      try (var arena = Arena.ofConfined()) {
        var attributes = attributes(arena);
        var log = arena.allocate(size);
        attributes.set(JAVA_INT, LOG_LEVEL, level);
        attributes.set(JAVA_INT, LOG_SIZE, size);
        attributes.set(JAVA_LONG, LOG_BUF, log.address());
        long result = call(attributes);
        // Linux 6.4 tells how long the log is; an older kernel refuses with ENOSPC until it fits
        int wanted = attributes.get(JAVA_INT, LOG_TRUE_SIZE);
        boolean whole = wanted == 0 ? !Errno.ENOSPC.is(result) : wanted <= size;
        if (whole || size >= (wanted == 0 ? LARGEST_LOG : largestTail)) {
          return new Result(result, whole ? text(log) : leftOut(wanted - size) + text(log));
        }
        if (result >= 0) {
          Syscall.CLOSE.call(result);
        }
        size = wanted == 0 ? size * 2 : Math.min(largestTail, wanted);
      }
    }
  }

  private static String leftOut(int bytes) {
    return bytes > 0 ? "; the first %,d bytes are left out\n".formatted(bytes) : "";
  }

  // a log that was cut may end within a character or lack its NUL
  private static String text(MemorySegment log) {
    byte[] bytes = log.toArray(JAVA_BYTE);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private MemorySegment attributes(Arena arena) {
    var attributes = arena.allocate(SIZE, Long.BYTES);
    attributes.set(JAVA_INT, PROG_TYPE, type.number());
    attributes.set(JAVA_INT, EXPECTED_ATTACH_TYPE, type.expectedAttachType());
    attributes.set(JAVA_INT, PROG_FLAGS, flags);
    attributes.set(JAVA_INT, PROG_IFINDEX, interfaceIndex);
    attributes.set(JAVA_INT, INSN_CNT, insns.length / Long.BYTES);
    attributes.set(JAVA_LONG, INSNS, copy(arena, insns).address());
    attributes.set(JAVA_LONG, LICENSE, arena.allocateFrom(license).address());
    if (name != null) {
      ObjectName.put(attributes, PROG_NAME, name);
    }
    if (debug != null) {
      attributes.set(JAVA_INT, FUNC_INFO_REC_SIZE, FUNC_INFO_RECORD);
      attributes.set(JAVA_LONG, FUNC_INFO, copy(arena, debug.info.functions()).address());
      attributes.set(JAVA_INT, FUNC_INFO_CNT, debug.info.functions().length / FUNC_INFO_RECORD);
      if (debug.info.lines().length > 0) {
        attributes.set(JAVA_INT, LINE_INFO_REC_SIZE, LINE_INFO_RECORD);
        attributes.set(JAVA_LONG, LINE_INFO, copy(arena, debug.info.lines()).address());
        attributes.set(JAVA_INT, LINE_INFO_CNT, debug.info.lines().length / LINE_INFO_RECORD);
      }
    }
    return attributes;
  }

  private long call(MemorySegment attributes) {
    if (debug == null) {
      return retrying(attributes);
    }
    attributes.set(JAVA_INT, PROG_BTF_FD, debug.btf.acquire());
    try {
      return retrying(attributes);
    } finally {
      debug.btf.release();
    }
  }

  // EAGAIN: a signal came while the verifier was at work
  private static long retrying(MemorySegment attributes) {
    long result = Command.PROG_LOAD.call(attributes);
    for (int i = 1; i < TRIES && Errno.EAGAIN.is(result); i++) {
      result = Command.PROG_LOAD.call(attributes);
    }
    return result;
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    var memory = arena.allocate(Math.max(1, bytes.length), Long.BYTES);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
    return memory;
  }
}
