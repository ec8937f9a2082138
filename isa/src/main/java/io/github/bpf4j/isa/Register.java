package io.github.bpf4j.isa;

/// One of the eleven registers of the machine, each 64 bits wide (RFC 9669 section 2.3).
///
/// `R0` holds results, `R1` to `R5` arguments (lost across a call), `R6` to `R9` survive calls, and `R10`
/// is the read-only frame pointer.
public enum Register {
  R0,
  R1,
  R2,
  R3,
  R4,
  R5,
  R6,
  R7,
  R8,
  R9,
  R10;

  /// The frame pointer: the address just above the function's 512 bytes of stack. Read-only.
  public static final Register FP = R10;

  private static final Register[] ALL = values();

  /// The number in the encoding, 0 to 10.
  public int number() {
    return ordinal();
  }

  /// The register with this number.
  ///
  /// @throws IllegalArgumentException if the number is not 0 to 10
  public static Register of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new IllegalArgumentException("no register r" + number + ": registers are r0 to r10");
    }
    return ALL[number];
  }

  /// The 64-bit name, such as `r3`.
  @Override
  public String toString() {
    return "r" + number();
  }
}
