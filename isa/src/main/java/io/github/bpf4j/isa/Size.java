package io.github.bpf4j.isa;

/// How many bytes of memory a load, store or atomic operation touches (RFC 9669 section 5).
public enum Size {
  /// One byte.
  B(1, 0x10),
  /// Half a word: two bytes.
  H(2, 0x08),
  /// A word: four bytes.
  W(4, 0x00),
  /// A double word: eight bytes.
  DW(8, 0x18);

  private final int bytes;
  private final int code;

  Size(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /// 1, 2, 4 or 8.
  public int bytes() {
    return bytes;
  }

  /// 8, 16, 32 or 64.
  public int bits() {
    return bytes * Byte.SIZE;
  }

  /// The size bits of the opcode, in place (mask `0x18`).
  public int code() {
    return code;
  }

  /// The size of so many bytes.
  ///
  /// @throws IllegalArgumentException if `bytes` is not 1, 2, 4 or 8
  public static Size ofBytes(int bytes) {
    return switch (bytes) {
      case 1 -> B;
      case 2 -> H;
      case 4 -> W;
      case 8 -> DW;
      default ->
          throw new IllegalArgumentException("no access of " + bytes + " bytes: 1, 2, 4 or 8");
    };
  }
}
