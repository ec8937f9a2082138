package io.github.bpf4j.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The names of all the kernel's helpers: the table `helpers.txt`, read when a program is refused.
final class HelperNames {
  private HelperNames() {}

  /// `51 (bpf_redirect_map)`, or the number alone where the kernel has no such helper.
  static String describe(int number) {
    try (var table = Objects.requireNonNull(HelperNames.class.getResourceAsStream("helpers.txt"))) {
      String prefix = number + " ";
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(prefix))
          .map(line -> number + " (bpf_" + line.substring(prefix.length()) + ")")
          .findFirst()
          .orElse(Integer.toString(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
