package io.github.bpf4j.vm.map;

import io.github.bpf4j.api.BpfBloomFilter;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;

/// Makes maps, and refuses the definitions that the kernel refuses.
public final class VmMaps {
  /// What a map of the VM may have in all; a limit of Java's arrays, not of the kernel.
  private static final long MAX_BYTES = 1 << 30;

  private static final int PAGE = 4096;

  private VmMaps() {}

  /// A new map, empty; an array is full of zeros.
  ///
  /// @param cpus how many values an entry of a per-CPU map has
  /// @param programs the class of programs that an array of programs takes
  /// @throws BpfException if there can be no such map
  public static VmMap create(
      MapDefinition definition, int cpus, Class<? extends LoadedProgram> programs) {
    check(definition);
    int entries = definition.maxEntries();
    int keySize = definition.keySize();
    return switch (definition.type()) {
      case RINGBUF -> new RingBuffer(definition);
      case PROG_ARRAY -> new ProgramMap(definition, programs);
      case QUEUE, STACK -> new SequenceMap(definition);
      case BLOOM_FILTER -> new BloomMap(definition);
      case ARRAY, PERCPU_ARRAY -> new TableMap(definition, new ArrayIndex(entries), cpus);
      case DEVMAP, CPUMAP, XSKMAP -> new TableMap(definition, new SparseIndex(entries), cpus);
      case HASH, PERCPU_HASH, DEVMAP_HASH ->
          new TableMap(definition, new HashIndex(keySize, entries, false), cpus);
      case LRU_HASH, LRU_PERCPU_HASH ->
          new TableMap(definition, new HashIndex(keySize, entries, true), cpus);
      case LPM_TRIE -> new TableMap(definition, new PrefixIndex(keySize, entries), cpus);
      case ARRAY_OF_MAPS -> new MapOfMaps(definition, new SparseIndex(entries), cpus);
      case HASH_OF_MAPS -> new MapOfMaps(definition, new HashIndex(keySize, entries, false), cpus);
    };
  }

  private static void check(MapDefinition map) {
    require(map, map.maxEntries() > 0, "it has no entries: give it at least one");
    boolean isFilter = map.type() == MapType.BLOOM_FILTER;
    require(
        map,
        map.extra() >= 0 && map.extra() <= (isFilter ? BpfBloomFilter.MAX_HASHES : 0),
        "a Bloom filter has at most 15 hashes, and no other map has any");
    if (map.type() == MapType.RINGBUF) {
      require(
          map,
          Integer.bitCount(map.maxEntries()) == 1 && map.maxEntries() >= PAGE,
          "its size must be a power of two of at least 4096 bytes, not " + map.maxEntries());
      require(
          map, map.keySize() == 0 && map.valueSize() == 0, "a ring buffer has no keys or values");
      require(map, map.maxEntries() < MAX_BYTES, "it is larger than the VM's 512 MiB");
      return;
    }
    require(map, map.valueSize() > 0, "values need at least one byte");
    boolean keys =
        switch (map.type()) {
          case QUEUE, STACK, BLOOM_FILTER -> false;
          default -> true;
        };
    require(
        map, map.keySize() > 0 == keys, keys ? "keys need at least one byte" : "it has no keys");
    require(
        map,
        (long) map.keySize() * map.maxEntries() <= MAX_BYTES
            && map.valueSize() <= MAX_BYTES
            && (keys || (long) map.valueSize() * map.maxEntries() <= MAX_BYTES),
        "it is larger than the VM can hold: give it fewer entries");
    switch (map.type()) {
      case ARRAY, PERCPU_ARRAY ->
          require(map, map.keySize() == 4, "an array's key is an index of 4 bytes");
      case ARRAY_OF_MAPS, HASH_OF_MAPS -> checkInner(map);
      case PROG_ARRAY ->
          require(
              map,
              map.keySize() == 4 && map.valueSize() == 4,
              "an array of programs has keys and values of 4 bytes");
      case LPM_TRIE -> {
        require(
            map,
            map.keySize() > 4 && map.keySize() <= 4 + 256,
            "the key of a prefix trie is 4 bytes of length and 1 to 256 bytes of prefix");
        require(
            map,
            (map.flags() & MapDefinition.NO_PREALLOC) != 0,
            "a prefix trie must be made with BPF_F_NO_PREALLOC");
      }
      case DEVMAP, DEVMAP_HASH, CPUMAP ->
          require(
              map,
              map.keySize() == 4 && (map.valueSize() == 4 || map.valueSize() == 8),
              "its key has 4 bytes, and its value 4 or 8");
      case XSKMAP ->
          require(
              map, map.keySize() == 4 && map.valueSize() == 4, "its key and value have 4 bytes");
      case HASH, PERCPU_HASH -> {}
      case RINGBUF, QUEUE, STACK, BLOOM_FILTER -> {}
      case LRU_HASH, LRU_PERCPU_HASH ->
          require(
              map,
              (map.flags() & MapDefinition.NO_PREALLOC) == 0,
              "an LRU map cannot be made with BPF_F_NO_PREALLOC");
    }
  }

  private static void checkInner(MapDefinition map) {
    require(
        map,
        map.valueSize() == 4 && (map.type() == MapType.HASH_OF_MAPS || map.keySize() == 4),
        "a map of maps has values of 4 bytes, and an array's key is an index of 4 bytes");
    var inner = map.inner();
    if (inner == null) {
      throw refusal(map, "it does not say what the maps within are like");
    }
    switch (inner.type()) {
      case ARRAY_OF_MAPS, HASH_OF_MAPS, PROG_ARRAY ->
          throw refusal(map, "no map of type %s can be within".formatted(inner.type()));
      default -> check(inner);
    }
  }

  private static void require(MapDefinition map, boolean holds, String otherwise) {
    if (!holds) {
      throw refusal(map, otherwise);
    }
  }

  private static BpfException refusal(MapDefinition map, String why) {
    return new BpfException("cannot make map %s (%s): %s".formatted(map.name(), map.type(), why));
  }
}
