package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Static variables as user space sees them, on each runtime.
class VariablesTest {
  private static final String SOURCE =
      """
      enum Mode { OFF, ON }
      @Struct static final class Stats { long packets; int last; }
      @Tunable static int limit = 100;
      @Tunable static Mode mode = Mode.ON;
      static int count = 7;
      static final Stats STATS = new Stats();
      static final int[] SEEN = new int[4];
      @Xdp static XdpAction run(XdpContext ctx) {
        int x = ctx.slice(0, 1).u8(0);
        count++;
        STATS.packets++;
        STATS.last = x;
        SEEN[x & 3] += x;
        return mode == Mode.ON && x > limit ? DROP : PASS;
      }
      """;

  private static CompiledProgram compiled() throws IOException {
    try (var sources = new JavaSources()) {
      return BpfCompiler.compile(sources.programs(List.of(SOURCE)).getFirst());
    }
  }

  private static void check(BpfRuntime runtime) throws IOException {
    var compiled = compiled();
    try (var program = runtime.load(compiled, LoadOptions.DEFAULT)) {
      var variables = program.variables();
      assertThat(program.run(XdpPacket.of(new byte[] {101}))).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(program.run(XdpPacket.of(new byte[] {3}))).isEqualTo(XdpAction.PASS.ordinal());
      assertThat(variables.names())
          .containsExactlyInAnyOrder("limit", "mode", "count", "STATS", "SEEN");
      assertThat(variables.get("count")).isEqualTo(9);
      assertThat(variables.get("limit")).isEqualTo(100);
      assertThat(variables.get("mode")).hasToString("ON");
      assertThat(variables.get("SEEN")).isEqualTo(new int[] {0, 101, 0, 3});
      assertThat(variables.get("STATS")).extracting("packets", "last").containsExactly(2L, 3);
      variables.set("count", 40);
      variables.set("SEEN", new int[] {1, 2, 3, 4});
      program.run(XdpPacket.of(new byte[] {3}));
      assertThat(variables.get("count")).isEqualTo(41);
      assertThat(variables.get("SEEN")).isEqualTo(new int[] {1, 2, 3, 7});
      assertThatThrownBy(() -> variables.set("limit", 3))
          .hasMessageContaining("set it with the load's options");
      assertThatThrownBy(() -> variables.set("count", 3L))
          .hasMessageContaining("count is of type int");
      assertThatThrownBy(() -> variables.get("other")).hasMessageContaining("no variable other");
    }
    var options = LoadOptions.DEFAULT.withTunable("limit", 2);
    try (var program = runtime.load(compiled, options)) {
      assertThat(program.variables().get("count")).as("a load of its own").isEqualTo(7);
      assertThat(program.run(XdpPacket.of(new byte[] {3}))).isEqualTo(XdpAction.DROP.ordinal());
      assertThat(program.variables().get("limit")).isEqualTo(2);
    }
    assertThatThrownBy(() -> runtime.load(compiled, LoadOptions.DEFAULT.withTunable("limit", 2L)))
        .hasMessageContaining("limit is of type int");
    assertThatThrownBy(() -> runtime.load(compiled, LoadOptions.DEFAULT.withTunable("count", 2)))
        .hasMessageContaining("no @Tunable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "vm"})
  void areReadAndSetByName(String runtime) throws IOException {
    check(runtime.equals("jvm") ? new JvmRuntime() : new VmRuntime());
  }

  /// The same in the kernel.
  @KernelTest
  static class InTheKernelTest {
    @Test
    void areReadAndSetByName() throws IOException {
      check(new KernelRuntime());
    }
  }
}
