package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// What a map is made from, in terms of Java.
///
/// @param kind its kind
/// @param keyType the class of keys: a record, an enum or a boxed number; null for a map without keys
/// @param valueType the class of values: a record, a [Struct] class, an enum or a boxed number
/// @param maxEntries the most entries; for a ring buffer its size in bytes
/// @param hashes how many bits a Bloom filter keeps for each value; 0 for other maps
/// @param inner what the maps within a map of maps are like; null for other maps
public record MapSpecification(
    Kind kind,
    @Nullable Class<?> keyType,
    Class<?> valueType,
    int maxEntries,
    int hashes,
    @Nullable MapSpecification inner) {
  private static final int PAGE = 4096;
  private static final int LPM_MAX_KEY_BYTES = 256;

  /// Checks that the map can be made.
  ///
  /// @throws IllegalArgumentException if it cannot; the message says why
  public MapSpecification {
    check(valueType, "value");
    checkKernelOwned(kind, Layout.of(valueType));
    if (kind == Kind.RINGBUF) {
      checkRing(maxEntries);
    } else if (maxEntries < 1) {
      throw new IllegalArgumentException("a map has room for at least 1 entry, not " + maxEntries);
    }
    if (kind == Kind.BLOOM_FILTER && (hashes < 1 || hashes > BpfBloomFilter.MAX_HASHES)) {
      throw new IllegalArgumentException(
          "a Bloom filter has 1 to %d hashes, not %d".formatted(BpfBloomFilter.MAX_HASHES, hashes));
    }
    if (kind.hasMaps() != (inner != null) || inner != null && !inner.kind.canBeWithin()) {
      throw new IllegalArgumentException(
          "a map of kind %s cannot have maps of kind %s within"
              .formatted(kind, inner == null ? null : inner.kind));
    }
    if (kind.hasKeys()) {
      checkKeys(kind, keyType);
    } else if (kind != Kind.RINGBUF && valueType.isAnnotationPresent(Struct.class)) {
      throw new IllegalArgumentException(
          "%s is marked @Struct, and a map of kind %s gives copies: make it a record"
              .formatted(valueType.getName(), kind));
    }
  }

  MapSpecification(Kind kind, @Nullable Class<?> keyType, Class<?> valueType, int maxEntries) {
    this(kind, keyType, valueType, maxEntries, 0, null);
  }

  private static void checkKernelOwned(Kind kind, Layout values) {
    var type = values.type();
    if (KernelOwned.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "a %s belongs to what lies beside it: make it a field of a @Struct class"
              .formatted(type.getSimpleName()));
    }
    var owned = values.fields().stream().filter(Layout.Field::isKernelOwned).toList();
    for (var field : owned) {
      boolean fits =
          kind == Kind.HASH
              || kind == Kind.ARRAY
              || kind == Kind.LRU_HASH && field.type() == BpfTimer.class;
      if (!fits) {
        throw new IllegalArgumentException(
            "%s.%s cannot be in a map of kind %s: use a BpfHashMap or a BpfArray"
                .formatted(type.getName(), field.name(), kind));
      }
    }
    if (owned.stream().map(Layout.Field::type).distinct().count() < owned.size()) {
      throw new IllegalArgumentException(
          "%s has several fields of type %s, and the kernel takes one"
              .formatted(type.getName(), owned.getFirst().type().getSimpleName()));
    }
    for (var field : values.fields()) {
      if (!field.isKernelOwned() && holdsKernelOwned(field.nested())) {
        throw new IllegalArgumentException(
            "%s.%s has a lock or timer inside, and the kernel looks for it in the value itself"
                .formatted(type.getName(), field.name()));
      }
    }
  }

  private static boolean holdsKernelOwned(@Nullable Layout layout) {
    return layout != null
        && layout.fields().stream()
            .anyMatch(field -> field.isKernelOwned() || holdsKernelOwned(field.nested()));
  }

  private static void checkRing(int bytes) {
    if (bytes < PAGE || Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException(
          "a ring buffer has a power of two of at least %d bytes, not %d".formatted(PAGE, bytes));
    }
  }

  private static void checkKeys(Kind kind, @Nullable Class<?> keyType) {
    if (keyType == null) {
      throw new IllegalArgumentException("a map of kind %s has keys".formatted(kind));
    }
    check(keyType, "key");
    if (keyType.isAnnotationPresent(Struct.class)) {
      throw new IllegalArgumentException(
          "%s is marked @Struct, and keys do not change: make it a record"
              .formatted(keyType.getName()));
    }
    if (kind == Kind.LPM_TRIE) {
      checkPrefixes(Layout.of(keyType));
    }
  }

  /// The layout of keys.
  ///
  /// @throws IllegalStateException for a map without keys
  public Layout keyLayout() {
    if (keyType == null) {
      throw new IllegalStateException("a map of kind %s has no keys".formatted(kind));
    }
    return Layout.of(keyType);
  }

  /// `HASH of Ipv4Address to Counter, 10000 entries`.
  @Override
  public String toString() {
    if (inner != null && keyType != null) {
      return "%s of %s to maps (%s), %d entries"
          .formatted(kind, keyType.getSimpleName(), inner, maxEntries);
    }
    return keyType == null
        ? "%s of %s, %d %s"
            .formatted(
                kind,
                valueType.getSimpleName(),
                maxEntries,
                kind == Kind.RINGBUF ? "bytes" : "entries")
        : "%s of %s to %s, %d entries"
            .formatted(kind, keyType.getSimpleName(), valueType.getSimpleName(), maxEntries);
  }

  private static void check(Class<?> type, String role) {
    if (type.isPrimitive()) {
      throw new IllegalArgumentException(
          "%s is no %s type of a map: use its box".formatted(type, role));
    }
    var _ = Layout.of(type);
  }

  private static void checkPrefixes(Layout layout) {
    if (layout.size() > LPM_MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "%s has %d bytes, and keys of a prefix table have at most %d"
              .formatted(layout.type().getName(), layout.size(), LPM_MAX_KEY_BYTES));
    }
    if (layout.fields().isEmpty() && layout.size() > 1) {
      throw new IllegalArgumentException(
          "%s lies in memory in the machine's byte order, but a prefix counts from the most"
                  .formatted(layout.type().getName())
              + " significant bit: use a record with @BigEndian");
    }
    int end = 0;
    for (var field : layout.fields()) {
      if (field.nested() != null) {
        checkPrefixes(field.nested());
      } else if (field.size() > 1 && !field.bigEndian()) {
        throw new IllegalArgumentException(
            "%s.%s lies in memory in the machine's byte order, but a prefix counts from the most"
                    .formatted(layout.type().getName(), field.name())
                + " significant bit: mark it @BigEndian");
      }
      if (field.offset() != end) {
        throw new IllegalArgumentException(
            "%s has padding before %s, which would be part of the prefix: order its fields by size"
                .formatted(layout.type().getName(), field.name()));
      }
      end += field.size();
    }
  }

  /// The kinds of map; the names are the kernel's, without `BPF_MAP_TYPE_`.
  public enum Kind {
    /// See [BpfHashMap].
    HASH,
    /// See [BpfArray].
    ARRAY,
    /// See [BpfPerCpuHashMap].
    PERCPU_HASH,
    /// See [BpfPerCpuArray].
    PERCPU_ARRAY,
    /// See [BpfLruHashMap].
    LRU_HASH,
    /// See [BpfLruPerCpuHashMap].
    LRU_PERCPU_HASH,
    /// See [BpfLpmTrie].
    LPM_TRIE,
    /// See [BpfTailCalls].
    PROG_ARRAY,
    /// See [BpfQueue].
    QUEUE,
    /// See [BpfStack].
    STACK,
    /// See [BpfBloomFilter].
    BLOOM_FILTER,
    /// See [BpfDevMap].
    DEVMAP,
    /// See [BpfDevHashMap].
    DEVMAP_HASH,
    /// See [BpfCpuMap].
    CPUMAP,
    /// See [BpfXskMap].
    XSKMAP,
    /// See [BpfRingBuf].
    RINGBUF,
    /// See [BpfArrayOfMaps].
    ARRAY_OF_MAPS,
    /// See [BpfHashOfMaps].
    HASH_OF_MAPS;

    /// Whether values are found by keys.
    public boolean hasKeys() {
      return this != QUEUE && this != STACK && this != BLOOM_FILTER && this != RINGBUF;
    }

    /// Whether there are maps within.
    public boolean hasMaps() {
      return this == ARRAY_OF_MAPS || this == HASH_OF_MAPS;
    }

    /// Whether such maps can be within a map of maps.
    public boolean canBeWithin() {
      return switch (this) {
        case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> true;
        case ARRAY, PERCPU_ARRAY, LPM_TRIE, QUEUE, STACK, BLOOM_FILTER -> true;
        case RINGBUF, PROG_ARRAY, DEVMAP, DEVMAP_HASH, CPUMAP, XSKMAP -> false;
        case ARRAY_OF_MAPS, HASH_OF_MAPS -> false;
      };
    }

    /// Whether each CPU has a value of its own.
    public boolean isPerCpu() {
      return this == PERCPU_HASH || this == PERCPU_ARRAY || this == LRU_PERCPU_HASH;
    }

    /// Whether a full map makes room for a new key.
    public boolean evicts() {
      return this == LRU_HASH || this == LRU_PERCPU_HASH;
    }
  }
}
