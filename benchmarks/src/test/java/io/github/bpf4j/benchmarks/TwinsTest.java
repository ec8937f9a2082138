package io.github.bpf4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.Kernel;
import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each pair gives the same verdicts, packets and maps, and the Java program is no larger and no more work
/// for the verifier than the one in C. Skipped with the reason where bpf(2), clang or bpftool is missing;
/// where the system property `bpf4j.kernel.required` is `true`, that is a failure.
@Tag("kernel")
class TwinsTest {
  private static final Path SOURCES = Path.of("src/main/c");

  @BeforeAll
  static void requirements() {
    try {
      Kernel.enableStatistics().close();
      new Comparison(SOURCES, 0);
    } catch (BpfException missing) {
      if (Boolean.getBoolean("bpf4j.kernel.required")) {
        throw missing;
      }
      Assumptions.abort("no bpf(2) here, or no clang: " + missing.getMessage());
    }
  }

  @TestFactory
  Stream<DynamicTest> twinsAgreeAndJavaIsNoLargerThanC() {
    return Twins.all().stream()
        .map(twin ->
            dynamicTest(
                twin.javaName(),
                () -> {
                  var row = new Comparison(SOURCES, 0).compare(List.of(twin)).rows().getFirst();
                  int allowed = twin.allowed().insns();
                  assertThat(row.java().loaded()).isLessThanOrEqualTo(row.c().loaded() + allowed);
                  assertThat(row.java().verified())
                      .isLessThanOrEqualTo(row.c().verified() + allowed);
                  assertThat(FileDescriptor.open()).isEmpty();
                }));
  }

  @Test
  void theTableHasARowForEachMeasurement() throws Exception {
    var twin = Twins.all().getFirst();
    var report = new Comparison(SOURCES, 5).compare(List.of(twin));
    var lines = report.text().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches("program +instructions +loaded +JITed bytes +verified +ns a packet +ratio");
    assertThat(lines.getLast())
        .matches("Pass +2 / 2 +2 / 2 +\\d+ / \\d+ +2 / 2 +[0-9.]+ / [0-9.]+ +[0-9.]+( noisy)?");
    assertThat(report.markdown())
        .startsWith("| program | instructions |")
        .contains("| Pass | 2 / 2 | 2 / 2 |");
  }
}
