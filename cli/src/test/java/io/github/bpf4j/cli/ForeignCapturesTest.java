package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Captures from elsewhere, where they are there: the three runtimes print the same, and tcpdump counts
/// as many IPv4 packets.
class ForeignCapturesTest {
  private static final String FUN_XDP = "io.github.bpf4j.examples.FunXdp";

  private static final Pattern ABORTED = Pattern.compile("ABORTED (\\d+)");

  @TestFactory
  Stream<DynamicTest> theVmPrintsWhatPlainJavaPrints() throws IOException {
    return captures(capture -> assertThat(on("vm", capture)).isEqualTo(on("jvm", capture)));
  }

  @TestFactory
  @Tag("kernel")
  Stream<DynamicTest> theKernelPrintsWhatTheVmPrints() throws IOException {
    return captures(capture -> {
      KernelTests.require();
      assertThat(on("kernel", capture)).isEqualTo(on("vm", capture));
    });
  }

  @TestFactory
  Stream<DynamicTest> tcpdumpCountsAsMany() throws IOException {
    return captures(capture -> {
      var outcome = on("vm", capture);
      var counted = tcpdump(capture);
      assumeTrue(outcome.status() == 0, "not an Ethernet capture, or corrupt");
      assumeTrue(counted.isPresent(), "tcpdump does not read it");
      // tcpdump counts by the type field; a packet that ends before its address has no line.
      var aborted = ABORTED.matcher(outcome.err());
      long cut = aborted.find() ? Long.parseLong(aborted.group(1)) : 0;
      assertThat((long) outcome.lines().size())
          .isBetween(counted.getAsLong() - cut, counted.getAsLong());
    });
  }

  private interface Check {
    void of(Path capture) throws Exception;
  }

  private static Stream<DynamicTest> captures(Check check) throws IOException {
    var folder = folder();
    if (folder == null) {
      var reason =
          "no captures from elsewhere: neither -Dbpf4j.captures=FOLDER nor ../shared/pcaps";
      return Stream.of(dynamicTest(reason, () -> assumeTrue(false, reason)));
    }
    return Files.readAllLines(folder.resolve("MANIFEST.tsv")).stream()
        .skip(1)
        .map(row -> row.split("\t", -1)[0])
        .map(name -> dynamicTest(name, () -> check.of(folder.resolve(name))));
  }

  private static Bpf4j.Outcome on(String runtime, Path capture) {
    return Bpf4j.run("run", FUN_XDP, "--pcap", capture.toString(), "--runtime", runtime);
  }

  private static OptionalLong tcpdump(Path capture) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("tcpdump", "-nr", capture.toString(), "ip")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException absent) {
      return OptionalLong.empty();
    }
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return process.waitFor() == 0
        ? OptionalLong.of(out.lines().filter(line -> line.matches("\\d.* IP .*")).count())
        : OptionalLong.empty();
  }

  private static @Nullable Path folder() {
    var given = System.getProperty("bpf4j.captures");
    if (given != null) {
      return Path.of(given);
    }
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var folder = at.resolve("shared").resolve("pcaps");
      if (Files.isReadable(folder.resolve("MANIFEST.tsv"))) {
        return folder;
      }
    }
    return null;
  }
}
