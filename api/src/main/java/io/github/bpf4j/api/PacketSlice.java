package io.github.bpf4j.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// Bytes of a packet, or of the metadata before it, that are known to be there: what [XdpContext#slice]
/// and [XdpContext#meta] give. All values of more than one byte are big-endian, as networks send them.
/// Positions count from the slice's first byte.
///
/// A slice ends with the next call that moves the packet, such as [XdpContext#adjustHead]: to use it
/// afterwards, itself or a header over it, is an error when the program is compiled, and every
/// method here throws on the plain JVM.
///
/// A primitive of the compiler: each method is one load or store (and a byte swap).
public final class PacketSlice {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final XdpPacket packet;
  private final int epoch;
  private final int start;
  private final int offset;
  private final int length;

  /// @param start where in the packet's buffer it begins
  /// @param offset where it begins for the program
  PacketSlice(XdpPacket packet, int start, int offset, int length) {
    this.packet = packet;
    this.epoch = packet.epoch();
    this.start = start;
    this.offset = offset;
    this.length = length;
  }

  /// The offset of the slice's first byte in the packet, or in the metadata.
  public int offset() {
    requireFresh();
    return offset;
  }

  /// Bytes in the slice.
  public int length() {
    requireFresh();
    return length;
  }

  /// The byte at `index`, 0 to 255.
  ///
  /// @throws IndexOutOfBoundsException if the slice does not have it; so for every method here
  /// @throws IllegalStateException if the packet has moved; so for every method here
  public int u8(int index) {
    return packet.buffer()[at(index, 1)] & 0xff;
  }

  /// The two bytes at `index`, 0 to 65,535.
  public int u16(int index) {
    return (short) SHORT.get(packet.buffer(), at(index, 2)) & 0xffff;
  }

  /// The four bytes at `index`, as the bits of an `int`.
  public int i32(int index) {
    return (int) INT.get(packet.buffer(), at(index, 4));
  }

  /// The four bytes at `index`, 0 to 4,294,967,295.
  public long u32(int index) {
    return Integer.toUnsignedLong(i32(index));
  }

  /// The eight bytes at `index`, as the bits of a `long`.
  public long i64(int index) {
    return (long) LONG.get(packet.buffer(), at(index, 8));
  }

  /// Stores the low 8 bits of `value` at `index`.
  public void setU8(int index, int value) {
    packet.buffer()[at(index, 1)] = (byte) value;
  }

  /// Stores the low 16 bits of `value` at `index`.
  public void setU16(int index, int value) {
    SHORT.set(packet.buffer(), at(index, 2), (short) value);
  }

  /// Stores `value` at `index`.
  public void setI32(int index, int value) {
    INT.set(packet.buffer(), at(index, 4), value);
  }

  /// Stores `value` at `index`.
  public void setI64(int index, long value) {
    LONG.set(packet.buffer(), at(index, 8), value);
  }

  byte[] bytes() {
    int from = at(0, length);
    return Arrays.copyOfRange(packet.buffer(), from, from + length);
  }

  private int at(int index, int size) {
    requireFresh();
    Objects.checkFromIndexSize(index, size, length);
    return start + index;
  }

  private void requireFresh() {
    if (epoch != packet.epoch()) {
      throw new IllegalStateException(
          "these bytes were taken before the packet moved: take them again");
    }
  }
}
