package io.github.bpf4j.object;

import java.util.List;

/// A type as C has it, for keys and values of maps, global variables and parameters: what BTF tells the
/// kernel and its tools of the bytes, see [io.github.bpf4j.object.btf].
public sealed interface CType {
  /// `unsigned char`.
  Int U8 = Int.unsigned("unsigned char", 1);

  /// `unsigned short`.
  Int U16 = Int.unsigned("unsigned short", 2);

  /// `unsigned int`.
  Int U32 = Int.unsigned("unsigned int", 4);

  /// `unsigned long long`.
  Int U64 = Int.unsigned("unsigned long long", 8);

  /// `signed char`.
  Int S8 = Int.signed("signed char", 1);

  /// `short`.
  Int S16 = Int.signed("short", 2);

  /// `int`.
  Int S32 = Int.signed("int", 4);

  /// `long long`.
  Int S64 = Int.signed("long long", 8);

  /// `_Bool`.
  Int BOOL = new Int("_Bool", 1, Int.Encoding.BOOL);

  /// `struct bpf_spin_lock`, which the kernel finds by its name (`include/uapi/linux/bpf.h`; Linux 5.1).
  Struct SPIN_LOCK = new Struct("bpf_spin_lock", 4, List.of(new Member("val", 0, U32)));

  /// `struct bpf_timer`, which the kernel finds by its name (`include/uapi/linux/bpf.h`; Linux 5.15).
  /// Lies at a multiple of 8.
  Struct TIMER = new Struct("bpf_timer", 16, List.of(new Member("__opaque", 0, new Array(U64, 2))));

  /// Bytes that a value takes.
  int size();

  /// A type that has nothing to say but its name.
  enum Bare implements CType {
    /// Nothing: the key and value of a ring buffer, the result of a function that has none.
    VOID(0),
    /// `void *`; only as a parameter.
    POINTER(8);

    private final int size;

    Bare(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }
  }

  /// A pointer to something; only as a parameter.
  record Pointer(CType target) implements CType {
    @Override
    public int size() {
      return Long.BYTES;
    }
  }

  /// An integer.
  ///
  /// @param size 1, 2, 4 or 8 bytes
  record Int(String name, int size, Encoding encoding) implements CType {
    /// What the bits mean.
    public enum Encoding {
      /// A number from 0 on.
      UNSIGNED,
      /// A number in two's complement.
      SIGNED,
      /// 0 or 1.
      BOOL
    }

    /// An unsigned integer.
    public static Int unsigned(String name, int size) {
      return new Int(name, size, Encoding.UNSIGNED);
    }

    /// A signed integer.
    public static Int signed(String name, int size) {
      return new Int(name, size, Encoding.SIGNED);
    }
  }

  /// An enum of 4 bytes whose constants are numbered from 0 on.
  record Enumerated(String name, List<String> constants) implements CType {
    public Enumerated {
      constants = List.copyOf(constants);
    }

    @Override
    public int size() {
      return Integer.BYTES;
    }
  }

  /// A struct.
  ///
  /// @param size bytes, padding included
  /// @param members in the order of their offsets
  record Struct(String name, int size, List<Member> members) implements CType {
    public Struct {
      members = List.copyOf(members);
    }
  }

  /// A member of a struct.
  ///
  /// @param offset bytes from the start of the struct
  record Member(String name, int offset, CType type) {}

  /// An array.
  record Array(CType element, int length) implements CType {
    @Override
    public int size() {
      return element.size() * length;
    }
  }

  /// What `size` bytes are of which nothing more is known: nothing, an unsigned integer, or bytes.
  static CType ofSize(int size) {
    return switch (size) {
      case 0 -> Bare.VOID;
      case 1 -> U8;
      case 2 -> U16;
      case 4 -> U32;
      case 8 -> U64;
      default -> new Array(U8, size);
    };
  }
}
