package io.github.bpf4j.compiler.substitute;

import org.jspecify.annotations.Nullable;

/// Static methods that the JVM has built in. The elements of the arrays may be of any type.
public final class BuiltIns {
  private BuiltIns() {}

  /// `System.arraycopy`.
  @SuppressWarnings("ReferenceEquality") // Whether they are the same array decides the direction.
  public static void arraycopy(int[] from, int start, int[] to, int at, int length) {
    if (start < 0
        || at < 0
        || length < 0
        || start > from.length - length
        || at > to.length - length) {
      throw new ArrayIndexOutOfBoundsException();
    }
    if (from == to && start < at) {
      for (int i = length - 1; i >= 0; i--) {
        to[at + i] = from[start + i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        to[at + i] = from[start + i];
      }
    }
  }

  /// `Arrays.equals` of numbers.
  @SuppressWarnings("ReferenceEquality") // One of them is null.
  public static boolean equals(int @Nullable [] a, int @Nullable [] b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }
}
