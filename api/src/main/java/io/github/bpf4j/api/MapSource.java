package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where a map's entries are.
final class MapSource extends Source<MapEntries> {
  MapSource(MapSpecification specification, @Nullable MapEntries bound) {
    super(specification, bound);
  }

  MapEntries entries() {
    return now();
  }

  /// The entries, to look at the value of the CPU that runs this.
  MapEntries current() {
    if (isForUserSpace() && specification().kind().isPerCpu()) {
      throw new UnsupportedOperationException(
          "user space sees the values of all CPUs: use getAll instead of get");
    }
    return now();
  }

  /// Whether user space looks at the entries, not a program on the plain JVM.
  boolean isForUserSpace() {
    return bound() != null && !(bound() instanceof JvmEntries);
  }

  /// The value of `key` that CPU number `cpu` has, or null.
  @Nullable Object get(Object key, int cpu) {
    var all = now().getAll(key);
    return cpu >= 0 && cpu < all.size() ? all.get(cpu) : null;
  }

  @Override
  MapEntries newStorage() {
    var specification = specification();
    return switch (specification.kind()) {
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH, DEVMAP, DEVMAP_HASH, CPUMAP, XSKMAP ->
          new JvmHash(specification);
      case ARRAY, PERCPU_ARRAY -> new JvmArray(specification);
      case LPM_TRIE -> new JvmTrie(specification);
      case RINGBUF, QUEUE, STACK, BLOOM_FILTER, PROG_ARRAY, ARRAY_OF_MAPS, HASH_OF_MAPS ->
          throw new IllegalStateException(
              "a map of kind %s has no entries".formatted(specification.kind()));
    };
  }
}
