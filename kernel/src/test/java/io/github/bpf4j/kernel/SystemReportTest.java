package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Needs nothing of the machine: what a test may expect of any.
class SystemReportTest {
  private final SystemReport report = SystemReport.create();

  @Test
  void everyNoHasAFixAndNoYesHasOne() {
    assertThat(report.rows())
        .isNotEmpty()
        .allSatisfy(row -> {
          assertThat(row.name()).isNotBlank();
          assertThat(row.found()).isNotBlank();
          assertThat(row.fix().isEmpty()).isEqualTo(row.ok());
        });
  }

  @Test
  void itBeginsWithTheJdkAndTheSystem() {
    assertThat(report.rows().getFirst().name()).isEqualTo("JDK");
    assertThat(report.rows().get(1).name()).isEqualTo("Linux");
  }

  @Test
  void onAnotherSystemEverythingElseIsLeftOut() {
    var os = System.getProperty("os.name");
    System.setProperty("os.name", "Plan 9");
    try {
      var elsewhere = SystemReport.create();
      assertThat(elsewhere.kernelUsable()).isFalse();
      assertThat(elsewhere.rows())
          .hasSize(2)
          .last()
          .satisfies(row -> {
            assertThat(row.ok()).isFalse();
            assertThat(row.found()).startsWith("Plan 9 on ");
            assertThat(row.fix()).contains("--pcap");
          });
    } finally {
      System.setProperty("os.name", os);
    }
  }
}
