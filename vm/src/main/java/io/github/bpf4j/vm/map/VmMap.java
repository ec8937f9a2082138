package io.github.bpf4j.vm.map;

import io.github.bpf4j.host.RawMap;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Region;
import java.util.List;

/// A live map of the VM: for user space a [RawMap], for programs what the helpers need.
public abstract sealed class VmMap implements RawMap
    permits TableMap, RingBuffer, ValueMap, ProgramMap, MapOfMaps {
  private final MapDefinition definition;

  VmMap(MapDefinition definition) {
    this.definition = definition;
  }

  @Override
  public final MapDefinition definition() {
    return definition;
  }

  /// The regions of memory behind which its values are.
  public abstract List<Region> regions();
}
