package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where the values of a map without keys are.
final class ValueSource extends Source<MapValues> {
  ValueSource(MapSpecification specification, @Nullable MapValues bound) {
    super(specification, bound);
  }

  @Override
  MapValues newStorage() {
    return specification().kind() == MapSpecification.Kind.BLOOM_FILTER
        ? new JvmBloom(specification())
        : new JvmQueue(specification());
  }
}
