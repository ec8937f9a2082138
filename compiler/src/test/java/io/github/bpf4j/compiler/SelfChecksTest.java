package io.github.bpf4j.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.compiler.optimize.Optimizer;
import io.github.bpf4j.isa.IsaVersion;
import org.junit.jupiter.api.Test;

/// In every test the compiler checks its own work: the build sets the property that asks for it.
class SelfChecksTest {
  /// Whether `v2` has a value depends on the way.
  private static Function broken() {
    return IrParser.parse(
        """
        function f
        b0(v1:pointer):
          v3:i32 = load.w v1+0
          if v3 == 1 goto b1 else b2
        b1:
          v2:i32 = load.w v1+4
          jump b2
        b2:
          return v2
        """);
  }

  @Test
  void aBrokenFunctionIsNoticedBetweenThePasses() {
    assertThatThrownBy(() -> Optimizer.optimize(broken(), (pass, function) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before the first pass: b2 uses a value that is not defined");
  }

  @Test
  void aRegisterThatHoldsNothingIsNoticedBeforeItIsEmitted() {
    assertThat(Backend.generate(broken(), IsaVersion.V3, false).insns()).isNotEmpty();
    assertThatThrownBy(() -> Backend.generate(broken(), IsaVersion.V3))
        .isInstanceOf(IllegalStateException.class);
  }
}
