package io.github.bpf4j.vm.memory;

/// A piece of memory with bounds of its own.
///
/// A region is a row of equal elements: the values of a map, or a single element for everything else. An
/// offset is `element << shift | place`, where `place` is counted from the element's first byte and the
/// elements lie `stride` bytes apart in the array. So an access that runs out of a map value is
/// noticed although the next value follows at once.
///
/// Mutable: packets and records come and go behind the same region.
public final class Region {
  /// The shift of a region with one element: every offset that is not negative is a place in it.
  private static final int WHOLE = 31;

  private static final byte[] NO_BYTES = {};

  private final String name;
  private final boolean writable;
  private final int shift;
  private final int stride;
  private final Object lock;

  private byte[] bytes = NO_BYTES;
  private int elements;
  private int low;
  private int high;
  private int origin;
  private boolean opened;

  private Region(String name, boolean writable, int shift, int stride, Object lock) {
    this.name = name;
    this.writable = writable;
    this.shift = shift;
    this.stride = stride;
    this.lock = lock;
  }

  /// Memory of one element; without bytes until [#open].
  ///
  /// @param name what people call it in a message: `the packet`
  public static Region single(String name) {
    return new Region(name, true, WHOLE, 0, new Object());
  }

  /// Memory of one element that programs cannot write; without bytes until [#open].
  public static Region constant(String name) {
    return new Region(name, false, WHOLE, 0, new Object());
  }

  /// A place that can be named but neither read nor written: the null page, the context, a map.
  public static Region opaque(String name) {
    return constant(name);
  }

  /// Memory of equal elements; without bytes until [#open(byte[], int, int)].
  ///
  /// @param shift how many bits of an offset are the place in the element, 1 to 31
  /// @param stride bytes from one element to the next, in the array
  /// @param lock what atomic operations and copies by user space exclude each other with
  public static Region row(String name, boolean writable, int shift, int stride, Object lock) {
    return new Region(name, writable, shift, stride, lock);
  }

  /// Puts `bytes` behind the region, as one element of which the places from `low` to before `high` may be used.
  ///
  /// @param origin the place that messages count from
  public void open(byte[] bytes, int low, int high, int origin) {
    this.bytes = bytes;
    this.opened = true;
    this.low = low;
    this.high = high;
    this.origin = origin;
    this.elements = 1;
  }

  /// Puts `bytes` behind the region, as `elements` elements of `size` bytes each.
  public void openRow(byte[] bytes, int elements, int size) {
    this.bytes = bytes;
    this.opened = true;
    this.low = 0;
    this.high = size;
    this.elements = elements;
  }

  /// Takes the memory away: every access fails from now on.
  public void close() {
    elements = 0;
    high = 0;
    low = 0;
  }

  /// Whether its memory was taken away.
  boolean wasTaken() {
    return elements == 0 && opened;
  }

  /// Where in [#bytes] the `size` bytes at `offset` lie, or -1 if the program may not touch all of them.
  public int find(int offset, int size) {
    int element = offset >>> shift;
    int place = offset & ((1 << shift) - 1);
    return element < elements && place >= low && place <= high - size
        ? element * stride + place
        : -1;
  }

  /// The array behind the region.
  public byte[] bytes() {
    return bytes;
  }

  /// Whether a program may write here.
  public boolean writable() {
    return writable;
  }

  /// What people call it.
  public String name() {
    return name;
  }

  /// What atomic operations on this memory hold.
  Object lock() {
    return lock;
  }

  /// What lies at `offset`, for a message: "4 bytes at offset 60 of the packet, which has bytes 0 to 59".
  String explain(int offset, int size) {
    int element = offset >>> shift;
    int place = element < elements ? offset & ((1 << shift) - 1) : offset;
    if (shift < WHOLE && place > (high + (1 << shift)) / 2) {
      // In the gap, and nearer to the next element: before that one.
      place -= 1 << shift;
    }
    String what =
        "%d byte%s at offset %d of %s".formatted(size, size == 1 ? "" : "s", place - origin, name);
    if (low < high) {
      return what + ", which has bytes %d to %d".formatted(low - origin, high - 1 - origin);
    }
    return what + (wasTaken() ? ", which is gone or has moved" : ", which has no bytes to use");
  }
}
