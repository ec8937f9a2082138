package io.github.bpf4j.agreement;

import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
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

  @Test
  void itsExamplesGiveInTheVmWhatTheyGiveOnTheJvm() throws IOException {
    PageExamples.agree(new VmRuntime(), PAGE.classes());
  }

  @Nested
  @KernelTest
  class Kernel {
    @Test
    void itsExamplesGiveInTheKernelWhatTheyGiveOnTheJvm() throws IOException {
      PageExamples.agree(new KernelRuntime(), PAGE.classes());
    }
  }
}
