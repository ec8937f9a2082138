package io.github.bpf4j.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many processors the kernel reckons with: a per-CPU value has a part for each.
final class Processors {
  /// Possible ones, also those that are off now; 1 where there is no `/sys`.
  static final int POSSIBLE = possible();

  private Processors() {}

  private static int possible() {
    try {
      return count(Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip());
    } catch (IOException noSys) {
      return 1;
    }
  }

  /// Counts a list such as `0-3,8`.
  static int count(String list) {
    int count = 0;
    for (var range : list.split(",", -1)) {
      int dash = range.indexOf('-');
      count +=
          dash < 0
              ? 1
              : Integer.parseInt(range.substring(dash + 1))
                  - Integer.parseInt(range.substring(0, dash))
                  + 1;
    }
    return count;
  }
}
