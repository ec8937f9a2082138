package io.github.bpf4j.vm;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.vm.memory.Memory;
import io.github.bpf4j.vm.memory.MemoryFault;

/// The spin lock that a run holds, if it holds one: a word in the value of a map, 0 while nobody has it. Who holds one
/// may call nothing and take no other.
final class SpinLock {
  private static final int BYTES = 4;
  private static final long FREE = 0;
  private static final long TAKEN = 1;

  /// Its address; 0 for none.
  private long held;

  /// Waits for the lock at `address`, and takes it.
  void take(long address, Memory memory) {
    while (memory.atomic(AtomicOp.CMPXCHG, BYTES, address, TAKEN, FREE) != FREE) {
      Thread.onSpinWait();
    }
    held = address;
  }

  void release(long address, Memory memory) {
    if (held != address) {
      throw new MemoryFault(
          "releases a lock that it does not hold", "release the lock that was taken last, once");
    }
    memory.atomic(AtomicOp.XCHG, BYTES, address, FREE, 0);
    held = 0;
  }

  /// Makes sure that none is held where the program calls something, or ends.
  void requireFree() {
    if (held != 0) {
      throw new MemoryFault(
          "calls something, or ends, while it holds a spin lock",
          "release the lock before, on every path");
    }
  }

  /// Releases what is held when a run is given up.
  void abandon(Memory memory) {
    if (held != 0) {
      release(held, memory);
    }
  }
}
