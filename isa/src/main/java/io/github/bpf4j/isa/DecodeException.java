package io.github.bpf4j.isa;

import java.util.HexFormat;

/// Bytes that are no eBPF program. The message names the slot, shows its bytes, and says what is wrong.
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int slot;

  DecodeException(int slot, byte[] bytes, String problem) {
    super("slot %d (%s): %s".formatted(slot, HexFormat.ofDelimiter(" ").formatHex(bytes), problem));
    this.slot = slot;
  }

  /// The slot of eight bytes at fault, counted from 0.
  public int slot() {
    return slot;
  }
}
