package io.github.bpf4j.isa;

import static io.github.bpf4j.isa.Insns.add64;
import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.jumpIf;
import static io.github.bpf4j.isa.Insns.load;
import static io.github.bpf4j.isa.Insns.mov64;
import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static io.github.bpf4j.isa.Register.R3;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The example in the package's documentation does what it says there.
class PackageExampleTest {
  private static final Path SOURCES = Path.of("src");
  private static final Path PACKAGE = Path.of("java/io/github/bpf4j/isa");

  @Test
  void theExampleOfThePackage() throws IOException {
    // example
    List<Insn> program =
        List.of(
            load(Size.W, R2, R1, 0), // data
            load(Size.W, R3, R1, 4), // data_end
            add64(R2, 14),
            mov64(R0, 2), // XDP_PASS
            jumpIf(Condition.LE, R2, R3, 1),
            mov64(R0, 1), // XDP_DROP
            exit());
    byte[] bytes = Encoder.encode(program); // 56 of them, as bpf(2) takes them
    String text = Printer.printWithLabels(program);
    // end

    assertThat(bytes).hasSize(56);
    assertThat(text).isEqualTo(documented("```\n").stripIndent());
    assertThat(Assembler.assemble(text)).isEqualTo(program);
    assertThat(documented("```java\n").indent(4).strip()).isEqualTo(compiled().strip());
  }

  /// The first block of the documentation that is fenced so.
  private static String documented(String fence) throws IOException {
    String page =
        Files.readAllLines(SOURCES.resolve("main").resolve(PACKAGE).resolve("package-info.java"))
            .stream()
            .map(line -> line.replaceFirst("^/// ?", ""))
            .collect(joining("\n"));
    int start = page.indexOf("\n" + fence, page.indexOf(fence.equals("```\n") ? "Its text" : ""));
    int from = start + 1 + fence.length();
    return page.substring(from, page.indexOf("```", from));
  }

  /// What stands between the two comments above.
  private static String compiled() throws IOException {
    String source =
        Files.readString(
            SOURCES.resolve("test").resolve(PACKAGE).resolve("PackageExampleTest.java"));
    return source.substring(source.indexOf("// example\n") + 11, source.indexOf("    // end\n"));
  }
}
