package io.github.bpf4j.agreement;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.kernel.Feature;
import io.github.bpf4j.kernel.KernelRuntime;
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

/// Tests that need bpf(2). Where that is not available they are skipped with the reason; where the
/// system property `bpf4j.kernel.required` is `true`, that is a failure. After each test every file
/// descriptor must be closed.
@Tag("kernel")
@ExtendWith(KernelTest.Conditions.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KernelTest {

  /// The precondition and the leak check.
  final class Conditions implements ExecutionCondition, AfterEachCallback {
    /// The instruction sets that the kernel has, of those that the compiler writes.
    public static List<IsaVersion> targets() {
      return Feature.ISA_V4.probe() == Feature.Support.YES
          ? List.of(IsaVersion.V3, IsaVersion.V4)
          : List.of(IsaVersion.V3);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var probe = BpfCompiler.compile(FunXdp.class);
      try (var program = new KernelRuntime().load(probe, LoadOptions.DEFAULT)) {
        return ConditionEvaluationResult.enabled("the kernel took " + program.name());
      } catch (RuntimeException refused) {
        if (Boolean.getBoolean("bpf4j.kernel.required")) {
          throw refused;
        }
        return ConditionEvaluationResult.disabled("no bpf(2) here: " + refused.getMessage());
      }
    }

    @Override
    public void afterEach(ExtensionContext context) {
      var open = FileDescriptor.open();
      if (!open.isEmpty()) {
        var leak = new AssertionError(open.size() + " file descriptors were left open");
        open.forEach(leak::addSuppressed);
        Assertions.fail(leak.getMessage(), leak);
      }
    }
  }
}
