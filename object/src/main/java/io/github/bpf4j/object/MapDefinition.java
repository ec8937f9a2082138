package io.github.bpf4j.object;

import org.jspecify.annotations.Nullable;

/// A map before it is made.
///
/// ```java
/// MapDefinition.of("SEEN", MapType.HASH, ipv4Address, counter, 10_000)
/// MapDefinition.ringBuffer("EVENTS", 256 * 1024)
/// MapDefinition.globals(".rodata", variables, contents, true)
/// MapDefinition.of("BY_CPU", MapType.ARRAY_OF_MAPS, 4, 4, 128).withInner(counts)
/// ```
///
/// @param name the Java field's name, or a name of the compiler's own
/// @param type its kind
/// @param key the type of keys; nothing for a map without
/// @param value the type of values; nothing for a ring buffer. Of global variables the struct that has
///     them as members
/// @param maxEntries the most entries; for a ring buffer its size in bytes
/// @param flags `BPF_F_…` flags of the map's creation (`include/uapi/linux/bpf.h`)
/// @param extra what else a type wants to be told (`map_extra`; Linux 5.16): how many hashes a Bloom filter
///     has, 1 to 15, or 0 for the kernel's choice, which is 5; 0 for all others
/// @param inner what the maps within a map of maps are like, else null
/// @param globals what entry 0 holds at first where the map is a program's global variables, else
///     null. Programs address them by `LoadImm64` with pseudo `MAP_IDX_VALUE`
public record MapDefinition(
    String name,
    MapType type,
    CType key,
    CType value,
    int maxEntries,
    int flags,
    int extra,
    @Nullable MapDefinition inner,
    @Nullable Contents globals) {
  /// `BPF_F_NO_PREALLOC`: memory is taken when an entry is made.
  public static final int NO_PREALLOC = 1;

  /// `BPF_F_RDONLY_PROG`: programs cannot write (Linux 5.2).
  public static final int RDONLY_PROG = 1 << 7;

  /// Checks that the contents of global variables fill their entry.
  public MapDefinition {
    if (globals != null && globals.size() != value.size()) {
      throw new IllegalArgumentException(
          "map %s has %d bytes of contents for a value of %d"
              .formatted(name, globals.size(), value.size()));
    }
  }

  /// A map of `type`, with the flags that every map of its type has.
  public static MapDefinition of(
      String name, MapType type, CType key, CType value, int maxEntries) {
    int flags = type == MapType.LPM_TRIE ? NO_PREALLOC : 0;
    return new MapDefinition(name, type, key, value, maxEntries, flags, 0, null, null);
  }

  /// A map of whose keys and values only the bytes are known.
  public static MapDefinition of(
      String name, MapType type, int keySize, int valueSize, int maxEntries) {
    return of(name, type, CType.ofSize(keySize), CType.ofSize(valueSize), maxEntries);
  }

  /// A ring buffer of `bytes`, a power of two of pages.
  public static MapDefinition ringBuffer(String name, int bytes) {
    return of(name, MapType.RINGBUF, 0, 0, bytes);
  }

  /// A program's global variables: one entry of an array.
  ///
  /// @param name the ELF section's: `.bss` (all zero at first), `.data` or `.rodata`, or one of the
  ///     latter two followed by a dot and more
  /// @param variables where each lies, under its name
  /// @param contents what they are at first, native-endian, `variables.size()` bytes; copied
  /// @param constant whether they stay so: nobody can write them once a program is loaded, and the
  ///     kernel's verifier knows them
  public static MapDefinition globals(
      String name, CType.Struct variables, byte[] contents, boolean constant) {
    return of(name, MapType.ARRAY, CType.U32, variables, 1)
        .withFlags(constant ? RDONLY_PROG : 0)
        .withGlobals(contents);
  }

  /// Bytes in a key; 0 for a map without keys.
  public int keySize() {
    return key.size();
  }

  /// Bytes in a value; 0 for a ring buffer.
  public int valueSize() {
    return value.size();
  }

  /// Where in a value its spin lock lies; -1 if it has none.
  public int lockOffset() {
    return offsetOf(CType.SPIN_LOCK);
  }

  /// Where in a value its timer lies; -1 if it has none.
  public int timerOffset() {
    return offsetOf(CType.TIMER);
  }

  /// Where in a value a member of `type` lies; -1 if it has none.
  private int offsetOf(CType type) {
    return value instanceof CType.Struct struct
        ? struct.members().stream()
            .filter(member -> member.type().equals(type))
            .mapToInt(CType.Member::offset)
            .findFirst()
            .orElse(-1)
        : -1;
  }

  /// Whether it holds constants: filled when it is made, then frozen (`BPF_MAP_FREEZE`).
  public boolean constant() {
    return globals != null && (flags & RDONLY_PROG) != 0;
  }

  /// This with other flags.
  public MapDefinition withFlags(int newFlags) {
    return new MapDefinition(name, type, key, value, maxEntries, newFlags, extra, inner, globals);
  }

  /// This with other [#extra].
  public MapDefinition withExtra(int newExtra) {
    return new MapDefinition(name, type, key, value, maxEntries, flags, newExtra, inner, globals);
  }

  /// This with another number of entries or, for a ring buffer, bytes.
  public MapDefinition withMaxEntries(int number) {
    return new MapDefinition(name, type, key, value, number, flags, extra, inner, globals);
  }

  /// This with maps within that are like `map`.
  public MapDefinition withInner(MapDefinition map) {
    return new MapDefinition(name, type, key, value, maxEntries, flags, extra, map, globals);
  }

  /// This with other contents of its global variables; copied.
  public MapDefinition withGlobals(byte[] contents) {
    return new MapDefinition(
        name, type, key, value, maxEntries, flags, extra, inner, Contents.of(contents));
  }
}
