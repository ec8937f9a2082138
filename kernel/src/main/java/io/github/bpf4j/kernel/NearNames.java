package io.github.bpf4j.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Finds what somebody may have meant.
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /// Those of `names` that are `wanted` but for a few letters, the nearest first; at most three.
  static List<String> of(String wanted, Collection<String> names) {
    int limit = Math.max(2, wanted.length() / 2);
    return names.stream()
        .filter(name -> distance(wanted, name) <= limit)
        .sorted(
            Comparator.comparingInt((String name) -> distance(wanted, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /// How many letters must be put in, left out or replaced to make `b` of `a`.
  static int distance(String a, String b) {
    var previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
