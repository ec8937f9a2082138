package io.github.bpf4j.kernel.sys;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory shared with the kernel by mmap(2).
public final class Mapping {
  /// The size of a memory page in bytes: the granularity of a mapping's offset.
  public static final int PAGE_SIZE = pageSize();

  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final long AT_PAGESZ = 6;

  private Mapping() {}

  /// Maps `size` bytes of a file from `offset` on, until `arena` is closed: an access after that is
  /// an exception, not a crash.
  ///
  /// @throws SystemException if the kernel refuses
  public static MemorySegment map(
      FileDescriptor file, long offset, long size, boolean writable, Arena arena) {
    long address;
    try {
      address =
          Syscall.MMAP.call(
              0,
              size,
              writable ? PROT_READ | PROT_WRITE : PROT_READ,
              MAP_SHARED,
              file.acquire(),
              offset);
    } finally {
      file.release();
    }
    if (isError(address)) {
      throw new SystemException("cannot map the memory of " + file.what(), address);
    }
    var memory =
        MemorySegment.ofAddress(address)
            .reinterpret(size, arena, mapped -> Syscall.MUNMAP.call(mapped.address(), size));
    return writable ? memory : memory.asReadOnly();
  }

  // error numbers are the last page of the address space
  private static boolean isError(long address) {
    return address < 0 && address >= -4095;
  }

  // The auxiliary vector (`getauxval(3)`): pairs of words, native-endian.
  private static int pageSize() {
    try (var in = new DataInputStream(Files.newInputStream(Path.of("/proc/self/auxv")))) {
      var words = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.nativeOrder()).asLongBuffer();
      while (words.remaining() >= 2) {
        long type = words.get();
        long value = words.get();
        if (type == AT_PAGESZ) {
          return Math.toIntExact(value);
        }
      }
    } catch (IOException unreadable) {
      // proc is not mounted: the usual size
    }
    return 4096;
  }
}
