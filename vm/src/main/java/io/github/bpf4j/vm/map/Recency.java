package io.github.bpf4j.vm.map;

import java.util.Arrays;

/// Entries in the order of their last use: a doubly linked list in two arrays.
final class Recency {
  private static final int NONE = -1;

  private int[] older;
  private int[] newer;
  private int oldest = NONE;
  private int newest = NONE;

  Recency(int entries) {
    older = new int[entries];
    newer = new int[entries];
  }

  void grow(int entries) {
    older = Arrays.copyOf(older, entries);
    newer = Arrays.copyOf(newer, entries);
  }

  /// The entry that was not used for the longest time, or -1.
  int oldest() {
    return oldest;
  }

  /// Adds an entry as the one used last.
  void add(int entry) {
    older[entry] = newest;
    newer[entry] = NONE;
    if (newest == NONE) {
      oldest = entry;
    } else {
      newer[newest] = entry;
    }
    newest = entry;
  }

  /// Takes an entry out.
  void remove(int entry) {
    int before = older[entry];
    int after = newer[entry];
    if (before == NONE) {
      oldest = after;
    } else {
      newer[before] = after;
    }
    if (after == NONE) {
      newest = before;
    } else {
      older[after] = before;
    }
  }
}
