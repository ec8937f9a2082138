package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where a ring buffer's records go.
final class RingSource extends Source<RingRecords> {
  RingSource(MapSpecification specification, @Nullable RingRecords bound) {
    super(specification, bound);
  }

  @Override
  RingRecords newStorage() {
    return new JvmRing(specification());
  }
}
