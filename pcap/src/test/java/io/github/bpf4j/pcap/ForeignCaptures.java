package io.github.bpf4j.pcap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Where captures from elsewhere are, if they are there.
final class ForeignCaptures {
  static final String PROPERTY = "bpf4j.captures";
  static final String WHERE =
      "no captures from elsewhere: neither -D" + PROPERTY + "=FOLDER nor ../shared/pcaps";

  private ForeignCaptures() {}

  /// One skipped test that says why: a factory that is aborted would not be counted at all.
  static Stream<DynamicTest> skipped(String reason) {
    return Stream.of(DynamicTest.dynamicTest(reason, () -> assumeTrue(false, reason)));
  }

  /// The folder with `MANIFEST.tsv`: the system property, or `shared/pcaps` beside the project.
  static Optional<Path> folder() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var folder = at.resolve("shared").resolve("pcaps");
      if (Files.isReadable(folder.resolve("MANIFEST.tsv"))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }
}
