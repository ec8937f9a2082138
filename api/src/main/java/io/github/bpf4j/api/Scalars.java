package io.github.bpf4j.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers, booleans and enums as bits, and bits as bytes.
final class Scalars {
  private static final Views NATIVE = Views.of(ByteOrder.nativeOrder());
  private static final Views BIG = Views.of(ByteOrder.BIG_ENDIAN);

  private Scalars() {}

  private record Views(VarHandle two, VarHandle four, VarHandle eight) {
    static Views of(ByteOrder order) {
      return new Views(
          MethodHandles.byteArrayViewVarHandle(short[].class, order),
          MethodHandles.byteArrayViewVarHandle(int[].class, order),
          MethodHandles.byteArrayViewVarHandle(long[].class, order));
    }
  }

  /// Bytes of a primitive type, its box or an enum; 0 for anything else, `float` and `double` too.
  static int size(Class<?> type) {
    if (type.isEnum() || type == int.class || type == Integer.class) {
      return 4;
    }
    if (type == long.class || type == Long.class) {
      return 8;
    }
    if (type == short.class
        || type == Short.class
        || type == char.class
        || type == Character.class) {
      return 2;
    }
    if (type == byte.class
        || type == Byte.class
        || type == boolean.class
        || type == Boolean.class) {
      return 1;
    }
    return 0;
  }

  static long toBits(Object value) {
    return switch (value) {
      case Long n -> n;
      case Integer n -> n;
      case Short n -> n;
      case Byte n -> n;
      case Character c -> c;
      case Boolean b -> b ? 1 : 0;
      case Enum<?> e -> e.ordinal();
      default -> throw new ClassCastException(value.getClass() + " is not a number or an enum");
    };
  }

  static Object ofBits(Class<?> type, long bits) {
    if (type.isEnum()) {
      var constants = type.getEnumConstants();
      if (bits < 0 || bits >= constants.length) {
        throw new IllegalArgumentException(
            "%s has no constant number %d".formatted(type.getName(), bits));
      }
      return constants[(int) bits];
    }
    if (type == int.class || type == Integer.class) {
      return (int) bits;
    }
    if (type == long.class || type == Long.class) {
      return bits;
    }
    if (type == short.class || type == Short.class) {
      return (short) bits;
    }
    if (type == char.class || type == Character.class) {
      return (char) bits;
    }
    if (type == byte.class || type == Byte.class) {
      return (byte) bits;
    }
    return bits != 0;
  }

  /// The bits at `offset`, sign-extended.
  static long read(byte[] bytes, int offset, int size, boolean bigEndian) {
    var views = bigEndian ? BIG : NATIVE;
    return switch (size) {
      case 1 -> bytes[offset];
      case 2 -> (short) views.two.get(bytes, offset);
      case 4 -> (int) views.four.get(bytes, offset);
      default -> (long) views.eight.get(bytes, offset);
    };
  }

  static void write(byte[] bytes, int offset, int size, long bits, boolean bigEndian) {
    var views = bigEndian ? BIG : NATIVE;
    switch (size) {
      case 1 -> bytes[offset] = (byte) bits;
      case 2 -> views.two.set(bytes, offset, (short) bits);
      case 4 -> views.four.set(bytes, offset, (int) bits);
      default -> views.eight.set(bytes, offset, bits);
    }
  }
}
