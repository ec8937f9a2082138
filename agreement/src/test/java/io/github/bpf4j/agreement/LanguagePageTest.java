package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What `docs/language.md` shows compiles, and gives the same on each runtime.
class LanguagePageTest {
  private static final PageExamples PAGE =
      new PageExamples(
          "../docs/language.md",
          """
          %s
          @Xdp static XdpAction run(XdpContext ctx) {
            var p = ctx.slice(0, 32);
            %s
            return PASS;
          }
          """);

  private static List<byte[]> packets() {
    var random = new Random(7);
    return IntStream.range(0, 40)
        .mapToObj(i -> {
          var bytes = new byte[i < 8 ? 4 * i : 64];
          random.nextBytes(bytes);
          if (bytes.length > 9 && i % 2 == 0) {
            // Small numbers reach more branches.
            for (int k = 0; k < 10; k++) {
              bytes[k] &= 7;
            }
          }
          return bytes;
        })
        .toList();
  }

  private static void agrees(BpfRuntime runtime) throws IOException {
    for (var example : PAGE.classes()) {
      var program = BpfCompiler.compile(example);
      var expected = Outcome.of(new JvmRuntime(), program, packets());
      assertThat(Outcome.of(runtime, program, packets())).isEqualTo(expected);
    }
  }

  @Test
  void itsExamplesGiveInTheVmWhatTheyGiveOnTheJvm() throws IOException {
    agrees(new VmRuntime());
  }

  @Nested
  @KernelTest
  class Kernel {
    @Test
    void itsExamplesGiveInTheKernelWhatTheyGiveOnTheJvm() throws IOException {
      agrees(new KernelRuntime());
    }
  }
}
