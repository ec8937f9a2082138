package io.github.bpf4j.vm.map;

import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The values of a map: for each CPU, equal slots in chunks of memory that are taken when their first slot is. Each
/// chunk is a region of the program's memory, in which a slot begins at a multiple of a power of two.
final class Slab {
  private static final int CHUNK_BYTES = 1 << 20;

  /// `sizeof(struct bpf_spin_lock)`.
  private static final int LOCK_BYTES = 4;

  /// Values are at least 512 bytes apart for programs, so that a pointer that runs out of a small one does not reach
  /// the next.
  private static final int LEAST_SHIFT = 9;

  private final int valueSize;
  private final int lockOffset;
  private final int stride;
  private final int shift;
  private final int slots;
  private final int chunkSlots;
  private final int chunks;
  private final List<Region> regions = new ArrayList<>();

  /// @param name the map's, for messages
  /// @param writable whether programs may write
  /// @param valueSize bytes in a value, 1 to 2<sup>30</sup>
  /// @param lockOffset where in a value its spin lock lies, which copies leave out; -1 if it has none
  /// @param slots how many values
  /// @param cpus how often each
  /// @param lock what copies by user space hold
  Slab(
      String name,
      boolean writable,
      int valueSize,
      int lockOffset,
      int slots,
      int cpus,
      Object lock) {
    this.valueSize = valueSize;
    this.lockOffset = lockOffset;
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
    copy(region(cpu, slot).bytes(), place(slot), into, at);
    if (lockOffset >= 0) {
      Arrays.fill(into, at + lockOffset, at + lockOffset + LOCK_BYTES, (byte) 0);
    }
  }

  /// Copies a value in.
  void write(int cpu, int slot, byte[] from, int at) {
    copy(from, at, region(cpu, slot).bytes(), place(slot));
  }

  private void copy(byte[] from, int at, byte[] into, int place) {
    if (lockOffset < 0) {
      System.arraycopy(from, at, into, place, valueSize);
      return;
    }
    int behind = lockOffset + LOCK_BYTES;
    System.arraycopy(from, at, into, place, lockOffset);
    System.arraycopy(from, at + behind, into, place + behind, valueSize - behind);
  }

  /// Whether a program holds the spin lock of a value.
  boolean isLocked(int slot) {
    if (lockOffset < 0) {
      return false;
    }
    int at = place(slot) + lockOffset;
    byte[] bytes = region(0, slot).bytes();
    return (bytes[at] | bytes[at + 1] | bytes[at + 2] | bytes[at + 3]) != 0;
  }

  /// Sets a value to zero.
  void clear(int cpu, int slot) {
    int place = place(slot);
    Arrays.fill(region(cpu, slot).bytes(), place, place + stride, (byte) 0);
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
