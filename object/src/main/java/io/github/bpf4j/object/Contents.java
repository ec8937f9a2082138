package io.github.bpf4j.object;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that do not change; equal to others that are the same.
public final class Contents {
  private final byte[] bytes;

  private Contents(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of `bytes`.
  public static Contents of(byte[] bytes) {
    return new Contents(bytes.clone());
  }

  /// How many there are.
  public int size() {
    return bytes.length;
  }

  /// A copy of them.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contents contents && Arrays.equals(bytes, contents.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// In hexadecimal.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
