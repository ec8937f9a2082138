package io.github.bpf4j.vm.map;

import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Region;
import java.util.ArrayList;
import java.util.List;

/// The values of a map: for each CPU, equal slots in chunks of memory that are taken when their first slot is. Each
/// chunk is a region of the program's memory, in which a slot begins at a multiple of a power of two.
final class Slab {
  private static final int CHUNK_BYTES = 1 << 20;

  /// Values are at least 512 bytes apart for programs, so that a pointer that runs out of a small one does not reach
  /// the next.
  private static final int LEAST_SHIFT = 9;

  private final int valueSize;
  private final int stride;
  private final int shift;
  private final int slots;
  private final int chunkSlots;
  private final int chunks;
  private final List<Region> regions = new ArrayList<>();

  /// @param name the map's, for messages
  /// @param writable whether programs may write
  /// @param valueSize bytes in a value, 1 to 2<sup>30</sup>
  /// @param slots how many values
  /// @param cpus how often each
  /// @param lock what copies by user space hold
  Slab(String name, boolean writable, int valueSize, int slots, int cpus, Object lock) {
    this.valueSize = valueSize;
    this.stride = roundUp(valueSize);
    this.shift = Math.max(LEAST_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(stride));
    this.slots = slots;
    this.chunkSlots = Integer.highestOneBit(Math.max(1, CHUNK_BYTES / stride));
    this.chunks = (slots + chunkSlots - 1) / chunkSlots;
    String what = "a value of map " + name;
    for (int i = 0; i < chunks * cpus; i++) {
      regions.add(Region.row(what, writable, shift, stride, lock));
    }
  }

  /// Rounds up to a multiple of eight, as the kernel does with values of per-CPU maps.
  static int roundUp(int valueSize) {
    return (valueSize + 7) & -8;
  }

  /// All regions, in the order of their numbers.
  List<Region> regions() {
    return regions;
  }

  /// The address of a slot, counted from the first region. The slot's memory is there from now on, zero at first.
  long address(int cpu, int slot) {
    int number = cpu * chunks + slot / chunkSlots;
    region(cpu, slot);
    return Address.of(number, (slot % chunkSlots) << shift);
  }

  /// Copies a value out.
  void read(int cpu, int slot, byte[] into, int at) {
    System.arraycopy(region(cpu, slot).bytes(), place(slot), into, at, valueSize);
  }

  /// Copies a value in.
  void write(int cpu, int slot, byte[] from, int at) {
    System.arraycopy(from, at, region(cpu, slot).bytes(), place(slot), valueSize);
  }

  /// Sets a value to zero.
  void clear(int cpu, int slot) {
    int place = place(slot);
    java.util.Arrays.fill(region(cpu, slot).bytes(), place, place + stride, (byte) 0);
  }

  private int place(int slot) {
    return (slot % chunkSlots) * stride;
  }

  private Region region(int cpu, int slot) {
    int chunk = slot / chunkSlots;
    Region region = regions.get(cpu * chunks + chunk);
    if (region.bytes().length == 0) {
      int count = Math.min(chunkSlots, slots - chunk * chunkSlots);
      region.openRow(new byte[count * stride], count, valueSize);
    }
    return region;
  }
}
