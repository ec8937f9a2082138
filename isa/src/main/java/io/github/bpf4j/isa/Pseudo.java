package io.github.bpf4j.isa;

/// What the 64-bit immediate of a [Insn.LoadImm64] means: its source register field (RFC 9669 section
/// 5.4, table 12).
public enum Pseudo {
  /// A plain number: `nextImm << 32 | imm`.
  NONE(0),
  /// The map with file descriptor `imm`.
  MAP_FD(1),
  /// The address `nextImm` bytes into the value of the (one-element) map with file descriptor `imm`.
  MAP_VALUE(2),
  /// The address of the kernel variable with BTF id `imm`, in the BTF object with descriptor `nextImm` (0: vmlinux).
  BTF_ID(3),
  /// The address of the program's own function that starts `imm` slots on from this instruction's second slot
  /// (as for a call, the kernel counts from one slot past the first).
  FUNC(4),
  /// The map at index `imm` of the load's `fd_array`.
  MAP_IDX(5),
  /// The address `nextImm` bytes into the value of the map at index `imm` of the load's `fd_array`.
  MAP_IDX_VALUE(6);

  private static final Pseudo[] ALL = values();

  private final int code;

  Pseudo(int code) {
    this.code = code;
  }

  /// The value of the source register field, 0 to 6.
  public int code() {
    return code;
  }

  /// Whether the immediate of the second slot says something; where not it is 0.
  public boolean usesNextImm() {
    return switch (this) {
      case NONE, MAP_VALUE, BTF_ID, MAP_IDX_VALUE -> true;
      case MAP_FD, FUNC, MAP_IDX -> false;
    };
  }

  /// The meaning of a source register field.
  ///
  /// @throws IllegalArgumentException if `code` is not 0 to 6
  public static Pseudo of(int code) {
    if (code < 0 || code >= ALL.length) {
      throw new IllegalArgumentException("no 64-bit immediate of kind " + code + ": 0 to 6");
    }
    return ALL[code];
  }
}
