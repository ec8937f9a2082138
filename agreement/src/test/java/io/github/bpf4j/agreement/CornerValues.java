package io.github.bpf4j.agreement;

import io.github.bpf4j.api.RxMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Numbers at which arithmetic goes wrong.
@SuppressWarnings("ByteBufferBackingArray")
final class CornerValues {
  private static final List<Integer> INTS =
      List.of(
          0,
          1,
          -1,
          2,
          -2,
          7,
          -7,
          31,
          32,
          33,
          -128,
          127,
          128,
          255,
          -32768,
          32767,
          32768,
          65535,
          65536,
          0x12345678,
          0x87654321,
          Integer.MAX_VALUE,
          Integer.MIN_VALUE,
          Integer.MIN_VALUE + 1);

  private static final List<Long> LONGS =
      List.of(
          0L,
          1L,
          -1L,
          3L,
          -10L,
          63L,
          64L,
          65L,
          (long) Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          0x80000000L,
          0xffffffffL,
          0x100000000L,
          0x123456789abcdef0L,
          -0x123456789abcdef0L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MIN_VALUE + 1);

  private CornerValues() {}

  /// Packets with every combination of corner values, then 56 zero bytes.
  ///
  /// @param kinds for each value `i` for four bytes or `l` for eight
  static List<Case.Packet> packets(List<String> kinds) {
    var packets = new ArrayList<Case.Packet>();
    add(packets, kinds, ByteBuffer.allocate(8 * kinds.size() + 56));
    return packets;
  }

  private static void add(List<Case.Packet> packets, List<String> kinds, ByteBuffer start) {
    if (kinds.isEmpty()) {
      byte[] bytes = java.util.Arrays.copyOf(start.array(), start.position() + 56);
      packets.add(new Case.Packet(bytes, null, bytes, new byte[0], RxMetadata.NONE, 0));
      return;
    }
    var rest = kinds.subList(1, kinds.size());
    int position = start.position();
    switch (kinds.getFirst()) {
      case "i" -> INTS.forEach(i -> add(packets, rest, start.position(position).putInt(i)));
      case "l" -> LONGS.forEach(l -> add(packets, rest, start.position(position).putLong(l)));
      default -> throw new IllegalArgumentException("corner values of what? " + kinds);
    }
    start.position(position);
  }
}
