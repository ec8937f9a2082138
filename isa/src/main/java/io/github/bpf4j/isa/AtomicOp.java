package io.github.bpf4j.isa;

/// What an atomic operation does to memory (RFC 9669 section 5.3; the last two: kernel 6.15,
/// `Documentation/bpf/standardization/instruction-set.rst`).
public enum AtomicOp {
  /// `*p += src`.
  ADD(0x00, Fetch.CHOICE),
  /// `*p |= src`.
  OR(0x40, Fetch.CHOICE),
  /// `*p &= src`.
  AND(0x50, Fetch.CHOICE),
  /// `*p ^= src`.
  XOR(0xa0, Fetch.CHOICE),
  /// Swaps `*p` and `src`. Always fetches.
  XCHG(0xe0, Fetch.ALWAYS),
  /// If `*p == r0` then `*p = src`; `r0` takes the old value either way. Always fetches, into `r0`.
  CMPXCHG(0xf0, Fetch.ALWAYS),
  /// Loads `*p` into `src`, before anything that follows. Always fetches; `src` is not read. Of any size.
  LOAD_ACQ(0x100, Fetch.ALWAYS),
  /// Stores `src` to `*p`, after everything before. Never fetches. Of any size.
  STORE_REL(0x110, Fetch.NEVER);

  /// May, must or must not an operation give back the old value of the memory?
  enum Fetch {
    CHOICE,
    ALWAYS,
    NEVER
  }

  private final int code;
  private final Fetch fetch;

  AtomicOp(int code, Fetch fetch) {
    this.code = code;
    this.fetch = fetch;
  }

  /// The operation in the immediate, without the `FETCH` bit (`0x01`).
  public int code() {
    return code;
  }

  /// Whether the operation exists with this choice of giving back the old value.
  public boolean allowsFetch(boolean wanted) {
    return switch (fetch) {
      case CHOICE -> true;
      case ALWAYS -> wanted;
      case NEVER -> !wanted;
    };
  }

  /// Whether the operation exists for bytes and half words too, not only words and double words.
  public boolean anySize() {
    return this == LOAD_ACQ || this == STORE_REL;
  }
}
