package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where the programs of an array of programs are.
final class ProgramSource extends Source<MapPrograms> {
  ProgramSource(MapSpecification specification, @Nullable MapPrograms bound) {
    super(specification, bound);
  }

  @Override
  MapPrograms newStorage() {
    return new JvmPrograms(specification());
  }
}
