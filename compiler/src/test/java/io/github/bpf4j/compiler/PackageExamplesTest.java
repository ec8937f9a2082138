package io.github.bpf4j.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.guard.RedundantChecks;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.optimize.Optimizer;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the package pages show is what the compiler does.
class PackageExamplesTest {
  /// The text of the page's block that begins with three backticks and `label`.
  private static String block(String page, String label) throws IOException {
    var source = Path.of("src/main/java/io/github/bpf4j/compiler", page, "package-info.java");
    var lines = Files.readAllLines(source).stream().map(line -> line.replaceFirst("^/// ?", ""));
    return lines
        .dropWhile(line -> !line.equals("```" + label))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void check(String page, Consumer<Function> pass) throws IOException {
    var function = IrParser.parse(block(page, "ir before"));
    pass.accept(function);
    assertThat(IrPrinter.print(function)).isEqualTo(block(page, "ir after"));
  }

  @Test
  void optimize() throws IOException {
    check("optimize", function -> Optimizer.optimize(function, (pass, result) -> {}));
  }

  @Test
  void guard() throws IOException {
    check("guard", function -> assertThat(new RedundantChecks().run(function)).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"select", "allocate", "emit"})
  void backEnd(String page) throws IOException {
    var code = Backend.generate(IrParser.parse(block(page, "ir")), IsaVersion.V3);
    assertThat(Printer.printWithLabels(code.insns())).isEqualTo(block(page, "ebpf"));
  }

  @Test
  void compiler() throws IOException {
    var passes = new ArrayList<String>();
    BpfCompiler.compile(
        JavaSource.program(block("", "java")),
        CompilerOptions.DEFAULT
            .withAccounting(false)
            .withPasses((pass, ir) -> passes.add(ir.replaceAll(" ; .*", ""))));
    assertThat(passes.getLast()).isEqualTo(block("", "ir"));
  }
}
