package io.github.bpf4j.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Reaches the elements of maps.
public final class MapCommands {
  // MAP_*_ELEM, MAP_GET_NEXT_KEY
  private static final int MAP_FD = 0;
  private static final int KEY = 8;
  private static final int VALUE_OR_NEXT_KEY = 16;
  private static final int FLAGS = 24;
  private static final int ELEMENT_SIZE = 32;

  private MapCommands() {}

  /// Forbids all changes by user space from now on (Linux 5.2).
  public static long freeze(FileDescriptor map) {
    try (var arena = Arena.ofConfined()) {
      var attributes = arena.allocate(Integer.BYTES, Long.BYTES);
      attributes.set(JAVA_INT, MAP_FD, map.acquire());
      try {
        return Command.MAP_FREEZE.call(attributes);
      } finally {
        map.release();
      }
    }
  }

  /// The memory that one call on an element needs, to be reused: attributes, a key, and a value or a
  /// second key. For one thread at a time.
  public static final class Element {
    /// `BPF_F_LOCK`: while nobody else holds the value's spin lock (Linux 5.1).
    public static final int WITH_LOCK = 4;

    private final MemorySegment attributes;

    /// The key, in and native-endian as the program sees it.
    public final MemorySegment key;

    /// The value, in or out; for `nextKey` the next key.
    public final MemorySegment value;

    /// Room for keys of `keySize` bytes, none for a map without, and values of `valueSize`, freed when it is unreachable.
    public Element(int keySize, int valueSize) {
      var arena = Arena.ofAuto();
      attributes = arena.allocate(ELEMENT_SIZE, Long.BYTES);
      key = keySize == 0 ? MemorySegment.NULL : arena.allocate(keySize, Long.BYTES);
      value = arena.allocate(Math.max(1, Math.max(keySize, valueSize)), Long.BYTES);
    }

    /// Copies the value of [#key] into [#value].
    ///
    /// @param flags 0, or [#WITH_LOCK]
    public long lookup(FileDescriptor map, int flags) {
      return call(Command.MAP_LOOKUP_ELEM, map, key, value, flags);
    }

    /// Moves the value of [#key] into [#value].
    public long lookupAndDelete(FileDescriptor map) {
      return call(Command.MAP_LOOKUP_AND_DELETE_ELEM, map, key, value, 0);
    }

    /// Stores [#value] under [#key].
    ///
    /// @param flags `BPF_ANY` 0, `BPF_NOEXIST` 1, `BPF_EXIST` 2; and [#WITH_LOCK]
    public long update(FileDescriptor map, int flags) {
      return call(Command.MAP_UPDATE_ELEM, map, key, value, flags);
    }

    /// Removes [#key].
    public long delete(FileDescriptor map) {
      return call(Command.MAP_DELETE_ELEM, map, key, MemorySegment.NULL, 0);
    }

    /// Puts into [#value] the key after [#key], or the first one.
    public long nextKey(FileDescriptor map, boolean first) {
      return call(Command.MAP_GET_NEXT_KEY, map, first ? MemorySegment.NULL : key, value, 0);
    }

    // the kernel refuses a field that the command does not have, unless it is zero
    private long call(
        Command command,
        FileDescriptor map,
        MemorySegment keyField,
        MemorySegment valueField,
        long flags) {
      attributes.set(JAVA_LONG, KEY, keyField.address());
      attributes.set(JAVA_LONG, VALUE_OR_NEXT_KEY, valueField.address());
      attributes.set(JAVA_LONG, FLAGS, flags);
      attributes.set(JAVA_INT, MAP_FD, map.acquire());
      try {
        return command.call(attributes);
      } finally {
        map.release();
      }
    }
  }
}
