package io.github.bpf4j.vm;

import io.github.bpf4j.vm.MapTable.Entry;
import io.github.bpf4j.vm.map.ProgramMap;
import io.github.bpf4j.vm.map.RingBuffer;
import io.github.bpf4j.vm.map.TableMap;
import io.github.bpf4j.vm.map.ValueMap;
import io.github.bpf4j.vm.map.VmMap;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;

/// The maps that a run can pass to helpers: those of the load, and those that it has found within them, which
/// are there until it ends.
final class ReachableMaps {
  private final MapTable loaded;
  private final Memory memory;
  private final List<Entry> found = new ArrayList<>();

  ReachableMaps(MapTable loaded, Memory memory) {
    this.loaded = loaded;
    this.memory = memory;
  }

  /// Forgets what the run before has found.
  void begin() {
    if (!found.isEmpty()) {
      memory.truncate(end());
      found.clear();
    }
  }

  private int end() {
    return Regions.MAPS + loaded.regions().size();
  }

  /// The address of a map that the run has found within another one.
  long found(VmMap map) {
    for (Entry entry : found) {
      if (entry.map() == map) {
        return address(entry);
      }
    }
    int region = memory.append(Entry.standIn(map));
    map.regions().forEach(memory::append);
    found.add(new Entry(map, region + 1));
    return Address.of(region, 0);
  }

  /// The region that stands for it lies before those of its values.
  private static long address(Entry found) {
    return Address.of(found.values() - 1, 0);
  }

  /// The map that a helper was given.
  Entry at(long address) {
    int index = Address.region(address) - Regions.MAPS;
    if (index >= 0 && index < loaded.size() && Address.offset(address) == 0) {
      return loaded.get(index);
    }
    for (Entry entry : found) {
      if (address(entry) == address) {
        return entry;
      }
    }
    throw new MemoryFault(
        "passes 0x%x where a helper wants a map".formatted(address),
        "load the map's reference into r1 before the call");
  }

  /// The map with keys that a helper was given.
  TableMap table(long address) {
    return as(TableMap.class, at(address).map(), "a map with keys");
  }

  /// The ring buffer that a helper was given.
  RingBuffer ringBuffer(long address) {
    return as(RingBuffer.class, at(address).map(), "a ring buffer");
  }

  /// The queue, stack or Bloom filter that a helper was given.
  ValueMap values(long address) {
    return as(ValueMap.class, at(address).map(), "a queue, stack or Bloom filter");
  }

  /// The array of programs that a helper was given.
  ProgramMap programs(long address) {
    return as(ProgramMap.class, at(address).map(), "an array of programs");
  }

  private static <M extends VmMap> M as(Class<M> type, VmMap map, String wanted) {
    if (!type.isInstance(map)) {
      throw new MemoryFault(
          "passes map %s (%s) where a helper wants %s"
              .formatted(map.definition().name(), map.definition().type(), wanted),
          "call the helpers that are for maps of this type");
    }
    return type.cast(map);
  }
}
