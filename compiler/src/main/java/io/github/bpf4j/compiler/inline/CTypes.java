package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfSpinLock;
import io.github.bpf4j.api.BpfTimer;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MapSpecification;
import io.github.bpf4j.object.CType;
import java.util.Arrays;
import java.util.List;

/// The types of C that lie in memory as Java's types do.
///
/// | Java | C |
/// | --- | --- |
/// | `boolean` | `_Bool` |
/// | `byte` `short` `int` `long` | `signed char` `short` `int` `long long` |
/// | `char` | `unsigned short` |
/// | a field that is `@BigEndian` | `__be16` `__be32` `__be64` |
/// | an enum | an enum |
/// | a record, a `@Struct` class | a struct of the same name |
/// | `BpfSpinLock` `BpfTimer` | `struct bpf_spin_lock` `struct bpf_timer` |
final class CTypes {
  private CTypes() {}

  static CType of(Layout layout) {
    if (layout.type() == BpfSpinLock.class) {
      return CType.SPIN_LOCK;
    }
    if (layout.type() == BpfTimer.class) {
      return CType.TIMER;
    }
    return layout.fields().isEmpty()
        ? scalar(layout.type(), false)
        : new CType.Struct(
            layout.type().getSimpleName(),
            layout.size(),
            layout.fields().stream().map(CTypes::member).toList());
  }

  /// The type of a map's keys.
  static CType keyOf(MapSpecification map) {
    if (!map.kind().hasKeys()) {
      return CType.Bare.VOID;
    }
    return map.kind() == MapSpecification.Kind.LPM_TRIE
        ? prefixOf(map.keyLayout())
        : of(map.keyLayout());
  }

  /// The key of a prefix trie: the length of the prefix in bits, then what it is a prefix of.
  private static CType prefixOf(Layout layout) {
    var length = new CType.Member("prefixlen", 0, CType.U32);
    var data = new CType.Member("data", length.type().size(), of(layout));
    return new CType.Struct(
        layout.type().getSimpleName() + "Prefix",
        data.offset() + data.type().size(),
        List.of(length, data));
  }

  private static CType.Member member(Layout.Field field) {
    var nested = field.nested();
    return new CType.Member(
        field.name(),
        field.offset(),
        nested != null ? of(nested) : scalar(field.type(), field.bigEndian()));
  }

  private static CType scalar(Class<?> type, boolean bigEndian) {
    if (type.isEnum()) {
      return new CType.Enumerated(
          type.getSimpleName(),
          Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList());
    }
    if (type == boolean.class || type == Boolean.class) {
      return CType.BOOL;
    }
    if (type == byte.class || type == Byte.class) {
      return CType.S8;
    }
    if (type == short.class || type == Short.class) {
      return bigEndian ? bigEndian(Short.BYTES) : CType.S16;
    }
    if (type == char.class || type == Character.class) {
      return bigEndian ? bigEndian(Character.BYTES) : CType.U16;
    }
    if (type == int.class || type == Integer.class) {
      return bigEndian ? bigEndian(Integer.BYTES) : CType.S32;
    }
    if (type == long.class || type == Long.class) {
      return bigEndian ? bigEndian(Long.BYTES) : CType.S64;
    }
    throw new IllegalArgumentException(type + " has no place in memory");
  }

  private static CType bigEndian(int bytes) {
    return CType.Int.unsigned("__be" + bytes * Byte.SIZE, bytes);
  }
}
