package io.github.bpf4j.agreement.kernels;

import io.github.bpf4j.agreement.kernels.TestResult.End;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs in the virtual machine: `TestsInside FOLDER PATTERN` runs the test classes in a folder whose
/// names a regular expression matches, and prints a [TestResult] for each test.
final class TestsInside implements TestExecutionListener {
  private final TestPlan plan;

  private TestsInside(TestPlan plan) {
    this.plan = plan;
  }

  public static void main(String... args) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(args[0]))))
            .filters(ClassNameFilter.includeClassNamePatterns(args[1]))
            .build();
    try (var session = LauncherFactory.openSession()) {
      var launcher = session.getLauncher();
      var plan = launcher.discover(request);
      launcher.execute(plan, new TestsInside(plan));
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print(test, End.SKIPPED, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    var reason = result.getThrowable().map(TestsInside::trace).orElse("");
    switch (result.getStatus()) {
      case FAILED -> print(test, End.FAILED, reason);
      case ABORTED -> print(test, End.SKIPPED, reason);
      case SUCCESSFUL -> {
        if (test.isTest()) {
          print(test, End.PASSED, "");
        }
      }
    }
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void print(TestIdentifier test, End end, String reason) {
    var name = test.getDisplayName();
    for (var at = plan.getParent(test); at.isPresent(); at = plan.getParent(at.get())) {
      name = at.get().getDisplayName() + " > " + name;
    }
    System.out.println(new TestResult(name, end, reason).line());
  }
}
