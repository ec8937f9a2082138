package io.github.bpf4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Other people's tools, where they are installed.
final class Tools {
  private static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

  private Tools() {}

  /// The path of the first of `names` that is there; else the test is skipped, with this as the reason.
  static String installed(String... names) {
    var found =
        Stream.of(PATH.split(File.pathSeparator))
            .flatMap(place -> Stream.of(names).map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), names[0] + " is not installed");
    return found.orElseThrow().toString();
  }

  /// Skips the test where a header of C is missing.
  static void installedHeader(String header) {
    assumeTrue(
        Files.exists(Path.of("/usr/include", header)),
        "the header " + header + " is not installed");
  }

  /// A program of this JDK.
  static String ofThisJdk(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /// What a command prints; it must succeed.
  static String output(Path folder, String... command) throws Exception {
    return output(Map.of(), folder, command);
  }

  /// The same with some variables of the environment set.
  static String output(Map<String, String> environment, Path folder, String... command)
      throws Exception {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
