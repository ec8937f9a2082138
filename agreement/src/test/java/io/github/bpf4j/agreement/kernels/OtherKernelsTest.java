package io.github.bpf4j.agreement.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.agreement.Cases;
import io.github.bpf4j.agreement.kernels.TestResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The text suite and the tests of the examples under each Linux that `-Dbpf4j.kernels=6.1,6.12`
/// names.
@EnabledIfSystemProperty(
    named = "bpf4j.kernels",
    matches = ".+",
    disabledReason = "-Dbpf4j.kernels=6.1,6.12 runs the tests under these, too")
class OtherKernelsTest {
  /// What `kernels/run` ends with where there can be no virtual machine.
  private static final int UNAVAILABLE = 77;

  private static final List<Module> MODULES =
      List.of(new Module("agreement", ".*\\.CasesKernelTest"), new Module("examples", ".*"));

  /// A module and the names of its test classes that are run.
  private record Module(String name, String classes) {}

  @TestFactory
  Stream<DynamicContainer> testsPassUnderOtherKernels(@TempDir Path cases) throws IOException {
    Cases.write(cases);
    return Arrays.stream(System.getProperty("bpf4j.kernels", "").split(","))
        .flatMap(version -> MODULES.stream().map(module -> container(version, module, cases)));
  }

  private static DynamicContainer container(String version, Module module, Path cases) {
    return DynamicContainer.dynamicContainer(
        "Linux %s: %s".formatted(version, module.name()),
        run(version, module, cases).stream()
            .map(result -> DynamicTest.dynamicTest(result.name(), () -> replay(result))));
  }

  private static void replay(TestResult result) {
    switch (result.end()) {
      case PASSED -> {}
      case SKIPPED -> Assumptions.abort(result.reason());
      case FAILED -> Assertions.fail(result.name() + "\n" + result.reason());
    }
  }

  private static List<TestResult> run(String version, Module module, Path cases) {
    var folder = Path.of("..", module.name()).toAbsolutePath().normalize();
    var classes = folder.resolve("target/test-classes");
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command =
        List.of(
            Path.of("../kernels/run").toAbsolutePath().normalize().toString(),
            version,
            java.toString(),
            // What starts fastest: under emulation, the JVM's own work is what takes long.
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dbpf4j.kernel.required=true",
            "-Dbpf4j.traceDescriptors=true",
            "-D%s=%s".formatted(Cases.CLASSES, cases),
            "-cp",
            classes + ":" + System.getProperty("java.class.path"),
            TestsInside.class.getName(),
            classes.toString(),
            module.classes());
    try {
      return results(command, folder);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TestResult> results(List<String> command, Path folder)
      throws IOException, InterruptedException {
    // Apart: the machine writes both at the same time, byte by byte.
    var errors = Files.createTempFile("bpf4j-kernel", ".log");
    List<String> lines;
    int status;
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    try (var output = process.inputReader()) {
      process.outputWriter().close();
      lines = output.readAllLines();
      status = process.waitFor();
    } finally {
      process.destroy();
    }
    var text = String.join("\n", lines) + "\n" + Files.readString(errors);
    Files.delete(errors);
    if (status == UNAVAILABLE) {
      System.out.println("skipped: " + text.strip());
      return List.of(new TestResult("no virtual machine", End.SKIPPED, text.strip()));
    }
    var results = lines.stream().flatMap(line -> TestResult.parse(line).stream()).toList();
    assertThat(status).as("status, after\n%s", text).isZero();
    assertThat(results).as("results in\n%s", text).anyMatch(result -> result.end() == End.PASSED);
    return results;
  }
}
