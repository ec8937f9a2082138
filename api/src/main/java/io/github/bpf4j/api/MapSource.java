package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where a typed map finds its entries: in those that it is bound to, else in those of the load that
/// runs in this thread, else in its own. Its identity stands for the map in a [JvmLoad].
final class MapSource {
  private final MapSpecification specification;
  private final @Nullable MapEntries bound;
  private @Nullable MapEntries own;

  MapSource(MapSpecification specification, @Nullable MapEntries bound) {
    this.specification = specification;
    this.bound = bound;
  }

  MapEntries entries() {
    if (bound != null) {
      return bound;
    }
    var load = JvmLoad.current();
    return load != null ? load.entries(this) : own();
  }

  /// The entries, to look at the value of the CPU that runs this.
  MapEntries current() {
    if (bound != null && specification.kind().isPerCpu()) {
      throw new UnsupportedOperationException(
          "user space sees the values of all CPUs: use getAll instead of get");
    }
    return entries();
  }

  /// The value of `key` that CPU number `cpu` has, or null.
  @Nullable Object get(Object key, int cpu) {
    var all = entries().getAll(key);
    return cpu >= 0 && cpu < all.size() ? all.get(cpu) : null;
  }

  boolean isBound() {
    return bound != null;
  }

  /// Empty storage on the plain JVM.
  MapEntries newStorage() {
    return switch (specification.kind()) {
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH -> new JvmHash(specification);
      case ARRAY, PERCPU_ARRAY -> new JvmArray(specification);
      case LPM_TRIE -> new JvmTrie(specification);
      case RINGBUF -> throw new IllegalStateException("a ring buffer has no entries");
    };
  }

  MapSpecification specification() {
    return specification;
  }

  private synchronized MapEntries own() {
    if (own == null) {
      own = newStorage();
    }
    return own;
  }
}
