package io.github.bpf4j.cli;

import io.github.bpf4j.kernel.SystemReport;
import org.junit.jupiter.api.Assumptions;

/// The precondition of tests that need the kernel.
public final class KernelTests {
  private KernelTests() {}

  /// Skips the test where bpf(2) is not available, with the reason; fails it where the system property
  /// `bpf4j.kernel.required` is true.
  public static void require() {
    var report = SystemReport.create();
    if (report.kernelUsable()) {
      return;
    }
    var reason = "no bpf(2) here: " + report.rows();
    if (Boolean.getBoolean("bpf4j.kernel.required")) {
      throw new AssertionError(reason);
    }
    Assumptions.abort(reason);
  }
}
