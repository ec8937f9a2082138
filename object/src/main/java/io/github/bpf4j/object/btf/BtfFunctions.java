package io.github.bpf4j.object.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Finds functions in BTF, such as the kernel's own in `/sys/kernel/btf/vmlinux`: what [BtfWriter] writes.
public final class BtfFunctions {
  private static final int FUNC = 12;

  /// Bytes of a type before what its kind adds.
  private static final int TYPE = 12;

  private final ByteBuffer btf;
  private final int types;
  private final int end;
  private final int strings;

  private BtfFunctions(byte[] bytes) {
    btf = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int header = btf.getInt(4);
    types = header + btf.getInt(8);
    end = types + btf.getInt(12);
    strings = header + btf.getInt(16);
  }

  /// The ids of the functions with these names; nothing for those that are not there.
  ///
  /// @param btf in this machine's byte order
  /// @throws IllegalArgumentException if there are types of a kind that is not known
  public static Map<String, Integer> find(byte[] btf, Set<String> names) {
    return new BtfFunctions(btf).find(names);
  }

  private Map<String, Integer> find(Set<String> names) {
    var ids = new HashMap<String, Integer>();
    int id = 1;
    for (int at = types; at < end; id++) {
      int info = btf.getInt(at + 4);
      int kind = info >>> 24 & 0x1f;
      if (kind == FUNC) {
        var name = string(btf.getInt(at));
        if (names.contains(name)) {
          ids.put(name, id);
        }
      }
      at += TYPE + added(kind, info & 0xffff);
    }
    return ids;
  }

  /// What a kind adds to a type, in bytes (`Documentation/bpf/btf.rst`, section 2.2).
  private static int added(int kind, int length) {
    return switch (kind) {
      case 1, 14, 17 -> 4; // INT, VAR, DECL_TAG
      case 3 -> 12; // ARRAY
      case 4, 5, 15, 19 -> 12 * length; // STRUCT, UNION, DATASEC, ENUM64
      case 6, 13 -> 8 * length; // ENUM, FUNC_PROTO
      case 2, 7, 8, 9, 10, 11, 12, 16, 18 -> 0; // PTR to FUNC, FLOAT, TYPE_TAG
      default -> throw new IllegalArgumentException("no kind of BTF type is " + kind);
    };
  }

  private String string(int offset) {
    int start = strings + offset;
    int last = start;
    while (btf.get(last) != 0) {
      last++;
    }
    return new String(btf.array(), start, last - start, StandardCharsets.UTF_8);
  }
}
