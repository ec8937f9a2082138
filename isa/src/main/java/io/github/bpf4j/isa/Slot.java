package io.github.bpf4j.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The eight bytes of an encoded instruction, taken apart (RFC 9669 section 3.1).
///
/// ```
///   byte      0         1          2  3          4  5  6  7
///        +--------+----+----+---------------+-----------------+
///  little| opcode | src| dst|    offset     |    immediate    |
///  big   | opcode | dst| src|    offset     |    immediate    |
///        +--------+----+----+---------------+-----------------+
///              8    4    4      16, signed       32, signed
/// ```
/// `offset` and `immediate` are in the byte order of the program. So are the two halves of the
/// second byte, drawn here with the high one first.
record Slot(int opcode, int dst, int src, short offset, int imm) {
  static final int BYTES = 8;

  static Slot read(ByteBuffer in) {
    int opcode = Byte.toUnsignedInt(in.get());
    int registers = Byte.toUnsignedInt(in.get());
    int low = registers & 0x0f;
    int high = registers >>> 4;
    boolean little = in.order() == ByteOrder.LITTLE_ENDIAN;
    return new Slot(opcode, little ? low : high, little ? high : low, in.getShort(), in.getInt());
  }

  void write(ByteBuffer out) {
    boolean little = out.order() == ByteOrder.LITTLE_ENDIAN;
    int registers = little ? src << 4 | dst : dst << 4 | src;
    out.put((byte) opcode).put((byte) registers).putShort(offset).putInt(imm);
  }
}
