package io.github.bpf4j.agreement.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.agreement.Cases;
import io.github.bpf4j.agreement.Trial;
import io.github.bpf4j.object.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The text suite and the examples under each Linux that `-Dbpf4j.kernels=6.1,6.12` names: compiled
/// here, where that takes seconds, and loaded and run there.
@EnabledIfSystemProperty(
    named = "bpf4j.kernels",
    matches = ".+",
    disabledReason = "-Dbpf4j.kernels=6.1,6.12 runs the programs under these, too")
class OtherKernelsTest {
  /// What `kernels/run` ends with where there can be no virtual machine.
  private static final int UNAVAILABLE = 77;

  @TestFactory
  Stream<DynamicContainer> programsGiveTheSameAnswersUnderOtherKernels(@TempDir Path folder) {
    var suite = Cases.suite();
    return Arrays.stream(System.getProperty("bpf4j.kernels", "").split(","))
        .map(version ->
            DynamicContainer.dynamicContainer("Linux " + version, tests(version, suite, folder)));
  }

  private static Stream<DynamicTest> tests(String version, Cases.Suite suite, Path folder) {
    var kernel = KernelVersion.of(version);
    var possible = new ArrayList<Trial>();
    var tooNew = new ArrayList<Trial>();
    for (var programs : suite.cases()) {
      var able = programs.stream().filter(trial -> trial.newerThan(kernel).isEmpty()).toList();
      possible.addAll(able);
      if (able.isEmpty()) {
        tooNew.add(programs.getFirst());
      }
    }
    var output = run(version, suite.classes(), possible, folder);
    var all =
        DynamicTest.dynamicTest(
            "all programs",
            () -> {
              Assumptions.assumeFalse(output.status() == UNAVAILABLE, output.errors());
              assertThat(output.results()).as(output.errors()).hasSize(possible.size());
              assertThat(output.status()).as(output.errors()).isZero();
            });
    var skipped =
        tooNew.stream()
            .map(trial ->
                DynamicTest.dynamicTest(
                    trial.name(), () -> Assumptions.abort(trial.newerThan(kernel).toString())));
    var replayed =
        output.results().stream()
            .map(result -> DynamicTest.dynamicTest(result.name(), () -> replay(result)));
    return Stream.of(Stream.of(all), replayed, skipped).flatMap(Function.identity());
  }

  private static void replay(TestResult result) {
    if (!result.passed()) {
      Assertions.fail(result.name() + "\n" + result.reason());
    }
  }

  /// What left the virtual machine.
  private record Output(int status, List<TestResult> results, String errors) {}

  private static Output run(
      String version, Map<String, byte[]> classes, List<Trial> trials, Path folder) {
    var programs = folder.resolve("programs-" + version);
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
            "-Dbpf4j.traceDescriptors=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ProgramsInside.class.getName(),
            programs.toString());
    try {
      ProgramsInside.write(classes, trials, programs);
      // Apart: the machine writes both at the same time, byte by byte.
      var errors = Files.createTempFile(folder, "errors", ".log");
      var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try (var output = process.inputReader()) {
        process.outputWriter().close();
        var results =
            output.readAllLines().stream()
                .flatMap(line -> TestResult.parse(line).stream())
                .toList();
        return new Output(process.waitFor(), results, Files.readString(errors).strip());
      } finally {
        process.destroy();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
