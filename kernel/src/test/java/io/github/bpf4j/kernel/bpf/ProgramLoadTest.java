package io.github.bpf4j.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Insns;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.kernel.KernelTest;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.object.ProgramType;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

@KernelTest
class ProgramLoadTest {
  /// 200 instructions, then one that is refused; its log has some 10,000 characters.
  private static ProgramLoad refused() {
    var insns = new ArrayList<Insn>();
    insns.add(Insns.mov64(Register.R6, 0));
    for (int i = 0; i < 200; i++) {
      insns.add(Insns.add64(Register.R6, 1));
    }
    insns.add(Insns.mov64(Register.R0, Register.R9));
    insns.add(Insns.exit());
    return new ProgramLoad(ProgramType.XDP, Encoder.encode(insns), "GPL", "refused", null);
  }

  @Test
  void aLogGrowsUntilItIsWhole() {
    var whole = refused().withLog(1);
    assertThat(Errno.EACCES.is(whole.result())).isTrue();
    assertThat(whole.log()).startsWith("0: ").contains("R9 !read_ok\nprocessed ");
    assertThat(refused().withLog(1, 128, 1 << 20).log()).isEqualTo(whole.log());
  }

  @Test
  void ofALogThatIsTooLargeTheEndIsKept() {
    var cut = refused().withLog(1, 128, 512).log();
    assertThat(cut).startsWith("; the first ").contains(" bytes are left out\n");
    assertThat(cut).contains("R9 !read_ok\nprocessed ");
    assertThat(cut.length()).isLessThan(600);
  }
}
