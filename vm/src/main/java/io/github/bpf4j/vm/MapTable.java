package io.github.bpf4j.vm;

import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.map.VmMap;
import io.github.bpf4j.vm.map.VmMaps;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The maps of a load, with their regions: first one that stands for each map, then those of their values.
final class MapTable implements Code.Maps {
  private final List<Entry> entries = new ArrayList<>();
  private final List<Region> regions = new ArrayList<>();

  /// A map that a program can reach.
  ///
  /// @param values the number of the first region of its values
  record Entry(VmMap map, int values) {
    /// A region that stands for a map.
    static Region standIn(VmMap map) {
      return Region.opaque("map " + map.definition().name());
    }

    /// The address of a value, which the map counts from its first region.
    long address(long value) {
      return Address.of(values, 0) + value;
    }
  }

  /// @param shared maps of other loads, by their index here
  /// @throws io.github.bpf4j.host.BpfException if there can be no such map
  MapTable(List<MapDefinition> definitions, int cpus, Map<Integer, VmMap> shared) {
    var maps = new ArrayList<VmMap>();
    for (var definition : definitions) {
      var other = shared.get(maps.size());
      maps.add(other != null ? other : VmMaps.create(definition, cpus, VmProgram.class));
    }
    maps.forEach(map -> regions.add(Entry.standIn(map)));
    for (VmMap map : maps) {
      entries.add(new Entry(map, Regions.MAPS + regions.size()));
      regions.addAll(map.regions());
    }
  }

  /// The maps, in the order of their definitions.
  List<VmMap> all() {
    return entries.stream().map(Entry::map).toList();
  }

  /// How many maps there are.
  int size() {
    return entries.size();
  }

  /// The regions from [Regions#MAPS] on.
  List<Region> regions() {
    return regions;
  }

  /// The map with this index in the object.
  ///
  /// @throws IllegalArgumentException if there is no such map
  Entry get(int index) {
    if (index < 0 || index >= entries.size()) {
      throw new IllegalArgumentException(
          "names map %d, but the object has %d maps".formatted(index, entries.size()));
    }
    return entries.get(index);
  }

  @Override
  public long map(int index) {
    var _ = get(index);
    return Address.of(Regions.MAPS + index, 0);
  }

  @Override
  public long value(int index, int offset) {
    var entry = get(index);
    var definition = entry.map().definition();
    if (definition.type() != MapType.ARRAY || !(entry.map() instanceof TableMap table)) {
      throw new IllegalArgumentException(
          "points into a value of map %s, which is not an array".formatted(definition.name()));
    }
    if (offset < 0 || offset >= definition.valueSize()) {
      throw new IllegalArgumentException(
          "points to byte %d of the value of map %s, which has %d bytes"
              .formatted(offset, definition.name(), definition.valueSize()));
    }
    return entry.address(table.firstValue()) + offset;
  }
}
