package io.github.bpf4j.vm;

import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.vm.map.ProgramMap;
import io.github.bpf4j.vm.map.RingBuffer;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.map.ValueMap;
import io.github.bpf4j.vm.map.VmMap;
import io.github.bpf4j.vm.map.VmMaps;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.MemoryFault;
import io.github.bpf4j.vm.memory.Region;
import java.util.ArrayList;
import java.util.List;

/// The maps of a load, with their regions: first one that stands for each map, then those of their values.
final class MapTable implements Code.Maps {
  private final List<VmMap> maps = new ArrayList<>();
  private final List<Region> regions = new ArrayList<>();

  /// @throws io.github.bpf4j.host.BpfException if there can be no such map
  MapTable(List<MapDefinition> definitions, int cpus) {
    for (MapDefinition definition : definitions) {
      regions.add(Region.opaque("map " + definition.name()));
    }
    for (MapDefinition definition : definitions) {
      VmMap map = VmMaps.create(definition, cpus, Regions.MAPS + regions.size(), VmProgram.class);
      maps.add(map);
      regions.addAll(map.regions());
    }
  }

  /// The maps, in the order of their definitions.
  List<VmMap> all() {
    return maps;
  }

  /// The regions from [Regions#MAPS] on.
  List<Region> regions() {
    return regions;
  }

  @Override
  public long map(int index) {
    get(index);
    return Address.of(Regions.MAPS + index, 0);
  }

  @Override
  public long value(int index, int offset) {
    VmMap map = get(index);
    if (map.definition().type() != MapType.ARRAY || !(map instanceof TableMap table)) {
      throw new IllegalArgumentException(
          "points into a value of map %s, which is not an array"
              .formatted(map.definition().name()));
    }
    if (offset < 0 || offset >= map.definition().valueSize()) {
      throw new IllegalArgumentException(
          "points to byte %d of the value of map %s, which has %d bytes"
              .formatted(offset, map.definition().name(), map.definition().valueSize()));
    }
    return table.firstValue() + offset;
  }

  private VmMap get(int index) {
    if (index < 0 || index >= maps.size()) {
      throw new IllegalArgumentException(
          "names map %d, but the object has %d maps".formatted(index, maps.size()));
    }
    return maps.get(index);
  }

  /// The map with keys that a helper was given.
  TableMap table(long address) {
    return as(TableMap.class, address, "a map with keys");
  }

  /// The ring buffer that a helper was given.
  RingBuffer ringBuffer(long address) {
    return as(RingBuffer.class, address, "a ring buffer");
  }

  /// The queue, stack or Bloom filter that a helper was given.
  ValueMap values(long address) {
    return as(ValueMap.class, address, "a queue, stack or Bloom filter");
  }

  /// The array of programs that a helper was given.
  ProgramMap programs(long address) {
    return as(ProgramMap.class, address, "an array of programs");
  }

  private <M extends VmMap> M as(Class<M> type, long address, String wanted) {
    var map = at(address);
    if (!type.isInstance(map)) {
      throw new MemoryFault(
          "passes map %s (%s) where a helper wants %s"
              .formatted(map.definition().name(), map.definition().type(), wanted),
          "call the helpers that are for maps of this type");
    }
    return type.cast(map);
  }

  private VmMap at(long address) {
    int index = Address.region(address) - Regions.MAPS;
    if (index < 0 || index >= maps.size() || Address.offset(address) != 0) {
      throw new MemoryFault(
          "passes 0x%x where a helper wants a map".formatted(address),
          "load the map's reference into r1 before the call");
    }
    return maps.get(index);
  }
}
