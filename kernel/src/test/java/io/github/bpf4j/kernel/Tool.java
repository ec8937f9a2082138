package io.github.bpf4j.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Other people's tools, as a second opinion where they are installed.
final class Tool {
  private static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

  private Tool() {}

  /// Skips the test, with this as the reason, where a program is missing.
  static String installed(String program) {
    var found =
        Stream.of(PATH.split(File.pathSeparator))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), program + " is not installed");
    return found.orElseThrow().toString();
  }

  /// Skips the test where a header of C is missing.
  static void installedHeader(String header) {
    assumeTrue(
        Files.exists(Path.of("/usr/include", header)),
        "the header " + header + " is not installed");
  }

  /// What a command prints; it must succeed without a word on standard error.
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    var errors = folder.resolve("errors");
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    assertThat(status).as(Files.readString(errors)).isZero();
    assertThat(Files.readString(errors)).isEmpty();
    return output;
  }
}
