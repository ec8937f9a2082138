package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.sys.FileDescriptor;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A test that needs bpf(2). Where that is not available it is skipped with the reason; where the
/// system property `bpf4j.kernel.required` is `true`, that is a failure. After each test every
/// file descriptor must be closed.
@Tag("kernel")
@ExtendWith(KernelTest.Conditions.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KernelTest {

  /// The precondition and the leak check.
  final class Conditions implements ExecutionCondition, AfterEachCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try (var map = KernelMap.create(Programs.array("probe", 4, 1))) {
        return ConditionEvaluationResult.enabled("bpf(2) made " + map.descriptor());
      } catch (RuntimeException refused) {
        if (Boolean.getBoolean("bpf4j.kernel.required")) {
          throw refused;
        }
        return ConditionEvaluationResult.disabled("no bpf(2) here: " + refused.getMessage());
      }
    }

    @Override
    public void afterEach(ExtensionContext context) {
      List<Throwable> open = FileDescriptor.open();
      var leak = new AssertionError(open.size() + " file descriptors were left open");
      open.forEach(leak::addSuppressed);
      if (!open.isEmpty()) {
        Assertions.fail(leak.getMessage(), leak);
      }
    }
  }
}
