package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// `docs/errors.md` has every error code, and its programs are refused or run as it says.
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| \\[(BPF\\d+)\\]\\(#(bpf\\d+)\\)");

  /// A code, and the blocks beneath its heading.
  private record Section(String code, List<PageExamples.Block> blocks) {
    List<String> programs(String kind) {
      return blocks.stream()
          .filter(block -> block.kind().equals(kind))
          .map(PageExamples.Block::code)
          .toList();
    }

    Stream<Refused> refused() {
      return programs("refused").stream().map(body -> new Refused(code, body));
    }
  }

  /// A program with a comment on the line at fault: words of the error. Without one, the error has no line.
  private record Refused(String code, String body) {
    int line() {
      int comment = body.indexOf("// ");
      return comment < 0 ? 0 : (int) body.substring(0, comment).lines().count();
    }

    String words() {
      return body.lines()
          .filter(line -> line.contains("// "))
          .map(line -> line.substring(line.indexOf("// ") + 3))
          .findFirst()
          .orElse("");
    }
  }

  private static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Section> sections() {
    return Pattern.compile("(?m)^## ")
        .splitAsStream(page())
        .skip(1)
        .map(text -> new Section(text.substring(0, text.indexOf('\n')), PageExamples.blocks(text)))
        .toList();
  }

  private static List<Class<?>> classes(List<String> bodies) {
    try (var sources = new JavaSources()) {
      return sources.programs(bodies);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itHasEveryCodeOfTheCompilerAndNoOther() {
    var codes = Arrays.stream(Problem.values()).map(Problem::code).toList();
    assertThat(sections()).extracting(Section::code).containsExactlyElementsOf(codes);
    assertThat(ROW.matcher(page()).results().map(row -> row.group(1)))
        .containsExactlyElementsOf(codes);
    assertThat(ROW.matcher(page()).results())
        .allSatisfy(row -> assertThat(row.group(2)).isEqualToIgnoringCase(row.group(1)));
  }

  @Test
  void eachCodeHasAProgramThatIsRefusedAndOneThatIsNot() {
    assertThat(sections())
        .allSatisfy(section -> {
          assertThat(section.blocks())
              .extracting(PageExamples.Block::kind)
              .containsOnly("refused", "");
        });
  }

  @TestFactory
  Stream<DynamicTest> whatIsRefusedGivesTheCodeAndWordsOnItsLine() {
    var refused = sections().stream().flatMap(Section::refused).toList();
    var types = classes(refused.stream().map(Refused::body).toList());
    return IntStream.range(0, types.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                refused.get(i).code(), () -> isRefused(types.get(i), refused.get(i))));
  }

  private static void isRefused(Class<?> type, Refused expected) {
    var refusal = catchThrowableOfType(CompileException.class, () -> BpfCompiler.compile(type));
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal.diagnostics())
        .hasSize(1)
        .allSatisfy(diagnostic -> {
          assertThat(diagnostic.code().code()).isEqualTo(expected.code());
          assertThat(diagnostic.line()).isEqualTo(expected.line());
          assertThat(diagnostic.message()).contains(expected.words());
          assertThat(diagnostic.fix()).isNotBlank();
        });
  }

  private static List<Class<?>> runnable() {
    return classes(sections().stream().flatMap(section -> section.programs("").stream()).toList());
  }

  @Test
  void itsOtherProgramsGiveInTheVmWhatTheyGiveOnTheJvm() {
    PageExamples.agree(new VmRuntime(), runnable());
  }

  @Nested
  @KernelTest
  class Kernel {
    @Test
    void itsOtherProgramsGiveInTheKernelWhatTheyGiveOnTheJvm() {
      PageExamples.agree(new KernelRuntime(), runnable());
    }
  }
}
