package io.github.bpf4j.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The public eBPF instruction-set suite, where it lies beside the project: `../shared/conformance`.
class ConformanceTest {
  /// Cases that cannot run, and why.
  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "callx", "a call through a register: no kernel has it, so no instruction of ours is it");

  private static final String FOLDER = "shared/conformance";

  private static List<Path> cases() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve(FOLDER);
      if (Files.isDirectory(folder)) {
        try (var files = Files.list(folder)) {
          return files.filter(file -> file.toString().endsWith(".data")).sorted().toList();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return List.of();
  }

  @Test
  void theSuiteIsThere() {
    assumeTrue(!cases().isEmpty(), "skipped: no folder " + FOLDER + " above the working directory");
    assertThat(cases()).hasSizeGreaterThan(200);
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return cases().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
  }

  private static void run(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".data", "");
    String reason = UNSUPPORTED.get(name);
    assumeTrue(reason == null, () -> "unsupported: " + reason);
    assumeTrue(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the suite is for little-endian CPUs");
    var sections = sections(Files.readAllLines(file));
    var program = UbpfAssembler.assemble(sections.getOrDefault("asm", List.of()));
    byte[] memory =
        HexFormat.of()
            .parseHex(
                String.join("", sections.getOrDefault("mem", List.of())).replaceAll("\\s", ""));
    long expected =
        Long.parseUnsignedLong(
            sections.getOrDefault("result", List.of()).getFirst().replace("0x", ""), 16);
    assertThat(Programs.result(program, memory)).isEqualTo(expected);
  }

  private static Map<String, List<String>> sections(List<String> lines) {
    var sections = new HashMap<String, List<String>>();
    List<String> current = new ArrayList<>();
    for (String line : lines) {
      String text = line.replaceAll("#.*", "").strip();
      if (text.startsWith("-- ")) {
        current = new ArrayList<>();
        sections.put(text.substring(3).strip(), current);
      } else if (!text.isEmpty()) {
        current.add(text);
      }
    }
    return sections;
  }
}
