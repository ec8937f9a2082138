package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where a ring buffer's records go, as [MapSource] says.
final class RingSource {
  private final MapSpecification specification;
  private final @Nullable RingRecords bound;
  private @Nullable RingRecords own;

  RingSource(MapSpecification specification, @Nullable RingRecords bound) {
    this.specification = specification;
    this.bound = bound;
  }

  RingRecords records() {
    if (bound != null) {
      return bound;
    }
    var load = JvmLoad.current();
    return load != null ? load.records(this) : own();
  }

  RingRecords newStorage() {
    return new JvmRing(specification);
  }

  private synchronized RingRecords own() {
    if (own == null) {
      own = newStorage();
    }
    return own;
  }
}
