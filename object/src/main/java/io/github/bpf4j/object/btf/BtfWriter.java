package io.github.bpf4j.object.btf;

import io.github.bpf4j.object.CType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Builds a BTF object: types get ids from 1 on in the order in which they are added, and strings are
/// kept once. Names that C would not allow are changed to [#identifier].
///
/// ```
/// header   magic u16 0xeb9f, version u8 1, flags u8 0, header length u32 24,
///          offset and length of types, offset and length of strings (u32; offsets from the header's end)
/// types    each: name u32, info u32 (kind << 24 | vlen), size or type u32, then what its kind adds
/// strings  NUL-terminated; the first is empty
/// ```
public final class BtfWriter {
  /// The type id that means `void`.
  public static final int VOID = 0;

  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int HEADER_SIZE = 24;

  // kinds (include/uapi/linux/btf.h)
  private static final int KIND_INT = 1;
  private static final int KIND_PTR = 2;
  private static final int KIND_ARRAY = 3;
  private static final int KIND_STRUCT = 4;
  private static final int KIND_ENUM = 6;
  private static final int KIND_FUNC = 12;
  private static final int KIND_FUNC_PROTO = 13;
  private static final int KIND_VAR = 14;
  private static final int KIND_DATASEC = 15;

  private static final int INT_SIGNED = 1;
  private static final int INT_BOOL = 4;

  private static final int VAR_GLOBAL = 1;

  private final ByteOrder order;
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final StringTable strings = new StringTable();
  private int lastId;

  /// An empty object in the byte order of the machine that will read it.
  public BtfWriter(ByteOrder order) {
    this.order = order;
  }

  /// A parameter of a function.
  public record Parameter(String name, int type) {}

  /// A member of a struct, `offset` bytes from its start.
  public record Member(String name, int type, int offset) {}

  /// A variable in a section, `offset` bytes from its start.
  public record Placed(int type, int offset, int size) {}

  /// The offset of `text` in the string section.
  public int string(String text) {
    return strings.offset(text);
  }

  /// An integer.
  public int integer(CType.Int type) {
    int id = type(type.name(), KIND_INT, 0, type.size());
    int encoding =
        switch (type.encoding()) {
          case UNSIGNED -> 0;
          case SIGNED -> INT_SIGNED;
          case BOOL -> INT_BOOL;
        };
    word(encoding << 24 | type.size() * Byte.SIZE);
    return id;
  }

  /// An enum of 4 bytes whose constants are numbered from 0 on.
  public int enumerated(String name, List<String> constants) {
    int id = type(identifier(name), KIND_ENUM, constants.size(), Integer.BYTES);
    for (int i = 0; i < constants.size(); i++) {
      word(string(identifier(constants.get(i))));
      word(i);
    }
    return id;
  }

  /// A struct.
  public int struct(String name, int size, List<Member> members) {
    int id = type(identifier(name), KIND_STRUCT, members.size(), size);
    for (var member : members) {
      word(string(identifier(member.name)));
      word(member.type);
      word(member.offset * Byte.SIZE);
    }
    return id;
  }

  /// A pointer to `target`.
  public int pointer(int target) {
    return type("", KIND_PTR, 0, target);
  }

  /// An array.
  ///
  /// @param index the type of its indexes, an integer
  public int array(int element, int index, int length) {
    int id = type("", KIND_ARRAY, 0, 0);
    word(element);
    word(index);
    word(length);
    return id;
  }

  /// A function's signature.
  public int prototype(int result, List<Parameter> parameters) {
    int id = type("", KIND_FUNC_PROTO, parameters.size(), result);
    for (var parameter : parameters) {
      word(string(identifier(parameter.name)));
      word(parameter.type);
    }
    return id;
  }

  /// Who a function is for; the ordinals are BTF's numbers (`enum btf_func_linkage`).
  public enum Linkage {
    /// Its own program alone calls it.
    STATIC,
    /// Others may call or replace it (Linux 5.6).
    GLOBAL,
    /// It is somebody else's.
    EXTERN
  }

  /// A function.
  public int function(String name, int prototype, Linkage linkage) {
    return type(identifier(name), KIND_FUNC, linkage.ordinal(), prototype);
  }

  /// A global variable.
  public int variable(String name, int type) {
    int id = type(identifier(name), KIND_VAR, 0, type);
    word(VAR_GLOBAL);
    return id;
  }

  /// A section of global variables.
  ///
  /// @param name the ELF section's
  /// @param variables what [#variable] gave, with their places, in the order of these
  public int section(String name, int size, List<Placed> variables) {
    int id = type(name, KIND_DATASEC, variables.size(), size);
    for (var variable : variables) {
      word(variable.type);
      word(variable.offset);
      word(variable.size);
    }
    return id;
  }

  /// The whole object.
  public byte[] bytes() {
    byte[] text = strings.bytes();
    return ByteBuffer.allocate(HEADER_SIZE + types.size() + text.length)
        .order(order)
        .putShort((short) MAGIC)
        .put((byte) VERSION)
        .put((byte) 0)
        .putInt(HEADER_SIZE)
        .putInt(0)
        .putInt(types.size())
        .putInt(types.size())
        .putInt(text.length)
        .put(types.toByteArray())
        .put(text)
        .array();
  }

  private int type(String name, int kind, int vlen, int sizeOrType) {
    word(string(name));
    word(kind << 24 | vlen);
    word(sizeOrType);
    return ++lastId;
  }

  private void word(int value) {
    types.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(order).putInt(value).array());
  }

  /// `name` as C allows it: other characters become `_`. No name stays none.
  public static String identifier(String name) {
    var clean = name.replaceAll("[^A-Za-z0-9_]", "_");
    return !clean.isEmpty() && Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
  }
}
