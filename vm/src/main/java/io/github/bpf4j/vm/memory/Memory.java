package io.github.bpf4j.vm.memory;

import io.github.bpf4j.isa.AtomicOp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// All regions of one program, as one CPU sees them. Multi-byte values are native-endian, and need no
/// alignment except where an atomic operation touches them.
///
/// Every method throws [MemoryFault] where the program may not touch all of the bytes.
public final class Memory {
  private static final VarHandle HALF_WORD = view(short[].class);
  private static final VarHandle WORD = view(int[].class);
  private static final VarHandle DOUBLE_WORD = view(long[].class);
  private static final Region NOWHERE = Region.opaque("no memory of the program");

  /// The fields of the context: words that may hold addresses.
  public interface Context {
    /// The value of the field at `offset`.
    ///
    /// @throws MemoryFault if there is no such field
    long field(int offset);
  }

  private Region[] regions;
  private int count;
  private final int contextRegion;
  private final Context context;
  private int at;

  /// Memory of these regions; an index is a region's number.
  ///
  /// @param contextRegion the number of the region that `context` stands behind
  public Memory(Region[] regions, int contextRegion, Context context) {
    this.regions = regions;
    this.count = regions.length;
    this.contextRegion = contextRegion;
    this.context = context;
  }

  /// Adds a region with the next number, and says which that is.
  public int append(Region region) {
    if (count == regions.length) {
      regions = Arrays.copyOf(regions, 2 * count);
      Arrays.fill(regions, count, regions.length, NOWHERE);
    }
    regions[count] = region;
    return count++;
  }

  /// Takes away the regions with the number `end` or above.
  public void truncate(int end) {
    Arrays.fill(regions, end, count, NOWHERE);
    count = end;
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.nativeOrder());
  }

  private Region region(long address) {
    int number = Address.region(address);
    return number >= 0 && number < regions.length ? regions[number] : NOWHERE;
  }

  /// The byte at `address`, zero-extended.
  public long loadByte(long address) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 1);
    if (place < 0) {
      throw unreadable(address, 1);
    }
    return region.bytes()[place] & 0xffL;
  }

  /// The two bytes at `address`, zero-extended.
  public long loadHalfWord(long address) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 2);
    if (place < 0) {
      throw unreadable(address, 2);
    }
    return (short) HALF_WORD.get(region.bytes(), place) & 0xffffL;
  }

  /// The four bytes at `address`, zero-extended; of the context, a field, which may be an address.
  public long loadWord(long address) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 4);
    if (place < 0) {
      if (Address.region(address) == contextRegion) {
        return context.field(Address.offset(address));
      }
      throw unreadable(address, 4);
    }
    return (int) WORD.get(region.bytes(), place) & 0xffff_ffffL;
  }

  /// The eight bytes at `address`.
  public long loadDoubleWord(long address) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 8);
    if (place < 0) {
      throw unreadable(address, 8);
    }
    return (long) DOUBLE_WORD.get(region.bytes(), place);
  }

  /// Loads and sign-extends 1, 2 or 4 bytes. The context's fields cannot be read so: they are unsigned.
  public long loadSigned(long address, int size) {
    Region region = region(address);
    int place = region.find(Address.offset(address), size);
    if (place < 0) {
      throw unreadable(address, size);
    }
    return switch (size) {
      case 1 -> region.bytes()[place];
      case 2 -> (short) HALF_WORD.get(region.bytes(), place);
      default -> (int) WORD.get(region.bytes(), place);
    };
  }

  /// Stores the lowest byte of `value`.
  public void storeByte(long address, long value) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 1);
    if (place < 0 || !region.writable()) {
      throw unwritable(address, 1);
    }
    region.bytes()[place] = (byte) value;
  }

  /// Stores the lowest two bytes of `value`.
  public void storeHalfWord(long address, long value) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 2);
    if (place < 0 || !region.writable()) {
      throw unwritable(address, 2);
    }
    HALF_WORD.set(region.bytes(), place, (short) value);
  }

  /// Stores the lowest four bytes of `value`.
  public void storeWord(long address, long value) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 4);
    if (place < 0 || !region.writable()) {
      throw unwritable(address, 4);
    }
    WORD.set(region.bytes(), place, (int) value);
  }

  /// Stores all eight bytes of `value`.
  public void storeDoubleWord(long address, long value) {
    Region region = region(address);
    int place = region.find(Address.offset(address), 8);
    if (place < 0 || !region.writable()) {
      throw unwritable(address, 8);
    }
    DOUBLE_WORD.set(region.bytes(), place, value);
  }

  /// Does an atomic operation (RFC 9669 section 5.3). Atomic against others of this kind and against
  /// what user space does with a map, not against plain stores.
  ///
  /// @param size bytes, 1, 2, 4 or 8
  /// @param operand the value operand
  /// @param expected what `CMPXCHG` compares with
  /// @return the old value, zero-extended
  public long atomic(AtomicOp op, int size, long address, long operand, long expected) {
    Region region = region(address);
    int place = region.find(Address.offset(address), size);
    boolean writes = op != AtomicOp.LOAD_ACQ;
    if (place < 0 || (writes && !region.writable())) {
      throw writes ? unwritable(address, size) : unreadable(address, size);
    }
    if ((place & (size - 1)) != 0) {
      throw new MemoryFault(
          "an atomic operation on "
              + region.explain(Address.offset(address), size)
              + ": its address is not a multiple of "
              + size,
          "align the variable to its size");
    }
    synchronized (region.lock()) {
      long old = get(region.bytes(), place, size);
      long value =
          switch (op) {
            case ADD -> old + operand;
            case OR -> old | operand;
            case AND -> old & operand;
            case XOR -> old ^ operand;
            case XCHG, STORE_REL -> operand;
            case CMPXCHG -> old == (size == 8 ? expected : expected & 0xffff_ffffL) ? operand : old;
            case LOAD_ACQ -> old;
          };
      if (writes) {
        set(region.bytes(), place, size, value);
      }
      return old;
    }
  }

  /// The array that holds the `size` bytes at `address`, for a helper that reads them; [#at] says where.
  ///
  /// @param what for a message: `the key`
  public byte[] readable(long address, int size, String what) {
    Region region = region(address);
    at = region.find(Address.offset(address), size);
    if (at < 0) {
      throw fault("passes " + what + ", ", address, size);
    }
    return region.bytes();
  }

  /// The array that has the `size` bytes at `address`, for a helper that writes them; [#at] says where.
  ///
  /// @param what for a message: `room for the value`
  public byte[] writable(long address, int size, String what) {
    Region region = region(address);
    at = region.find(Address.offset(address), size);
    if (at < 0 || !region.writable()) {
      throw at < 0 ? fault("passes " + what + ", ", address, size) : unwritable(address, size);
    }
    return region.bytes();
  }

  /// Where the last [#readable] or [#writable] found its bytes.
  public int at() {
    return at;
  }

  /// Reads an unsigned value of 1, 2, 4 or 8 bytes.
  private static long get(byte[] bytes, int place, int size) {
    return switch (size) {
      case 1 -> bytes[place] & 0xffL;
      case 2 -> (short) HALF_WORD.get(bytes, place) & 0xffffL;
      case 4 -> (int) WORD.get(bytes, place) & 0xffff_ffffL;
      default -> (long) DOUBLE_WORD.get(bytes, place);
    };
  }

  private static void set(byte[] bytes, int place, int size, long value) {
    switch (size) {
      case 1 -> bytes[place] = (byte) value;
      case 2 -> HALF_WORD.set(bytes, place, (short) value);
      case 4 -> WORD.set(bytes, place, (int) value);
      default -> DOUBLE_WORD.set(bytes, place, value);
    }
  }

  private MemoryFault unreadable(long address, int size) {
    if (Address.region(address) == contextRegion) {
      return new MemoryFault(
          "reads %d bytes at offset %d of the context".formatted(size, Address.offset(address)),
          "read the context's fields as unsigned words of 4 bytes, each as a whole");
    }
    return fault("reads ", address, size);
  }

  private MemoryFault unwritable(long address, int size) {
    Region region = region(address);
    if (region.find(Address.offset(address), size) >= 0) {
      return new MemoryFault(
          "writes " + region.explain(Address.offset(address), size),
          "this memory is read-only for programs: write to a map without BPF_F_RDONLY_PROG");
    }
    if (Address.region(address) == contextRegion) {
      return new MemoryFault(
          "writes %d bytes at offset %d of the context".formatted(size, Address.offset(address)),
          "the context is read-only: change the packet, or move its ends with the adjust helpers");
    }
    return fault("writes ", address, size);
  }

  private MemoryFault fault(String verb, long address, int size) {
    int number = Address.region(address);
    int offset = Address.offset(address);
    if (number == 0) {
      return new MemoryFault(
          "%s%d byte%s through a null pointer (address %d)"
              .formatted(verb, size, size == 1 ? "" : "s", offset),
          "test the result of a map lookup or a reservation for null before using it");
    }
    Region region = region(address);
    if (region == NOWHERE) {
      return new MemoryFault(
          "%s%d byte%s at 0x%x, which is no address that this program was given"
              .formatted(verb, size, size == 1 ? "" : "s", address),
          "only pointers from the context, the stack, maps and helpers can be used");
    }
    return new MemoryFault(
        verb + region.explain(offset, size),
        region.wasTaken()
            ? "get the pointer anew: this memory was given back, or the packet has moved"
            : "check the pointer against the end of this memory on every path that leads here");
  }
}
