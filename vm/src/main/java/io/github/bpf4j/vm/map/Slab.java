package io.github.bpf4j.vm.map;

import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.vm.memory.Address;
import io.github.bpf4j.vm.memory.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The values of a map: for each CPU, equal slots in chunks of memory that are taken when their first slot is. Each
/// chunk is a region of the program's memory, in which a slot begins at a multiple of a power of two.
final class Slab {
  private static final int CHUNK_BYTES = 1 << 20;

  /// Values are at least 512 bytes apart for programs, so that a pointer that runs out of a small one does not reach
  /// the next.
  private static final int LEAST_SHIFT = 9;

  private final int valueSize;
  private final int lockOffset;
  private final int timerOffset;

  /// Where the kernel's part of a value begins and ends, in turn; last where the value ends.
  private final int[] owned;

  private final int stride;
  private final int shift;
  private final int slots;
  private final int chunkSlots;
  private final int chunks;
  private final List<Region> regions = new ArrayList<>();

  /// @param map whose values
  /// @param slots how many values
  /// @param cpus how often each
  /// @param lock what copies by user space hold
  Slab(MapDefinition map, int slots, int cpus, Object lock) {
    this.valueSize = map.valueSize();
    this.lockOffset = map.lockOffset();
    this.timerOffset = map.timerOffset();
    this.owned = owned(map);
    this.stride = roundUp(valueSize);
    this.shift = Math.max(LEAST_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(stride));
    this.slots = slots;
    this.chunkSlots = Integer.highestOneBit(Math.max(1, CHUNK_BYTES / stride));
    this.chunks = (slots + chunkSlots - 1) / chunkSlots;
    String what = "a value of map " + map.name();
    boolean writable = (map.flags() & MapDefinition.RDONLY_PROG) == 0;
    for (int i = 0; i < chunks * cpus; i++) {
      regions.add(Region.row(what, writable, shift, stride, lock));
    }
  }

  private static int[] owned(MapDefinition map) {
    var bounds = IntStream.builder();
    if (map.value() instanceof CType.Struct struct) {
      for (var member : struct.members()) {
        if (member.type().equals(CType.SPIN_LOCK) || member.type().equals(CType.TIMER)) {
          bounds.add(member.offset()).add(member.offset() + member.type().size());
        }
      }
    }
    return bounds.add(map.valueSize()).build().toArray();
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

  /// Copies a value out, the kernel's part of it as zeros.
  void read(int cpu, int slot, byte[] into, int at) {
    copy(region(cpu, slot).bytes(), place(slot), into, at);
    for (int i = 0; i + 1 < owned.length; i += 2) {
      Arrays.fill(into, at + owned[i], at + owned[i + 1], (byte) 0);
    }
  }

  /// Copies a value in, without the kernel's part: the lock stays as it is, and a timer ends.
  void write(int cpu, int slot, byte[] from, int at) {
    byte[] bytes = region(cpu, slot).bytes();
    int place = place(slot);
    copy(from, at, bytes, place);
    if (timerOffset >= 0) {
      int timer = place + timerOffset;
      Arrays.fill(bytes, timer, timer + CType.TIMER.size(), (byte) 0);
    }
  }

  private void copy(byte[] from, int at, byte[] into, int place) {
    int done = 0;
    for (int i = 0; i < owned.length; i += 2) {
      System.arraycopy(from, at + done, into, place + done, owned[i] - done);
      done = i + 1 < owned.length ? owned[i + 1] : valueSize;
    }
  }

  /// The slot of a value, by its address as [#address] gives it.
  int slot(long address) {
    return Address.region(address) * chunkSlots + (Address.offset(address) >> shift);
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
