package io.github.bpf4j.api;

import org.jspecify.annotations.Nullable;

/// Where the maps within a map are.
final class InnerMapSource extends Source<InnerMaps> {
  private final BpfMap template;

  InnerMapSource(BpfMap template, MapSpecification specification, @Nullable InnerMaps bound) {
    super(specification, bound);
    this.template = template;
  }

  @Override
  InnerMaps newStorage() {
    return new JvmInnerMaps(template, specification());
  }
}
