package io.github.bpf4j.kernel;

import static io.github.bpf4j.isa.Insns.add64;
import static io.github.bpf4j.isa.Insns.call;
import static io.github.bpf4j.isa.Insns.exit;
import static io.github.bpf4j.isa.Insns.jump;
import static io.github.bpf4j.isa.Insns.jumpIf;
import static io.github.bpf4j.isa.Insns.load;
import static io.github.bpf4j.isa.Insns.mov64;
import static io.github.bpf4j.isa.Register.R0;
import static io.github.bpf4j.isa.Register.R1;
import static io.github.bpf4j.isa.Register.R2;
import static io.github.bpf4j.isa.Register.R3;
import static io.github.bpf4j.isa.Register.R6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the verifier says, and the Java line that it means: the instruction at index `n` stands in line
/// `10 + n`.
@KernelTest
class RejectionTest {
  private static KernelRejection rejection(List<Insn> insns, MapDefinition... maps) {
    return catchThrowableOfType(
        KernelRejection.class, () -> Programs.load("bad", insns, maps).close());
  }

  @Test
  void aReadWithoutACheck() {
    var rejection = rejection(Programs.unchecked());
    assertThat(rejection.reason()).isEqualTo("R2 offset is outside of the packet");
    assertThat(rejection.line()).hasValueSatisfying(l -> assertThat(l.line()).isEqualTo(11));
  }

  @Test
  void aRegisterThatWasNeverSet() {
    var rejection = rejection(List.of(mov64(R0, R3), exit()));
    assertThat(rejection.reason()).isEqualTo("R3 !read_ok");
    assertThat(rejection.line()).hasValueSatisfying(l -> assertThat(l.line()).isEqualTo(10));
  }

  @Test
  void anInstructionThatIsNeverReached() {
    var rejection = rejection(List.of(mov64(R0, 2), jump(1), mov64(R0, 1), exit()));
    assertThat(rejection.reason()).isEqualTo("unreachable insn 2");
    assertThat(rejection.line()).hasValueSatisfying(l -> assertThat(l.line()).isEqualTo(12));
  }

  @Test
  void aRecordThatIsNeitherSubmittedNorDiscarded() {
    var rejection =
        rejection(
            List.of(
                new Insn.LoadImm64(R1, Pseudo.MAP_IDX, 0, 0),
                mov64(R2, 8),
                mov64(R3, 0),
                call(131),
                mov64(R0, 2),
                exit()),
            Programs.ring("ring", 4096));
    assertThat(rejection.reason()).contains("reference leak");
    assertThat(rejection.details()).contains("Unreleased reference");
  }

  @Test
  void aLoopThatDoesNotEnd() {
    var rejection = rejection(List.of(mov64(R6, 0), add64(R6, 1), jump(-2), exit()));
    assertThat(rejection.getMessage()).startsWith("Test.java:1");
    assertThat(rejection.reason()).isNotEmpty();
  }

  @Test
  void aLoopOfTooManyRounds() {
    // for (r6 = 0; r6 < 600_000; r6++);
    var again = jumpIf(Condition.LT, R6, 600_000, -2);
    var loop = List.of(mov64(R6, 0), add64(R6, 1), again, mov64(R0, 2), exit());
    var rejection = rejection(loop);
    assertThat(rejection.reason()).startsWith("BPF program is too large. Processed 1000001 insn");
    assertThat(rejection)
        .hasMessageStartingWith("Test.java:11: error: ")
        .hasMessageContaining("by estimate, this line is the largest part of it")
        .hasMessageContaining("fix: the verifier goes through every round of a loop");
    assertThat(rejection.details()).as("no log of a million instructions").hasLineCount(4);
  }

  @Test
  void aLogLargerThanTheFirstBufferIsReadWhole() {
    // one straight way of 4,000 instructions, each with the line it comes from, then a mistake
    var insns = new ArrayList<Insn>();
    insns.add(load(Size.W, R3, R1, Programs.DATA));
    insns.add(mov64(R6, 0));
    for (int i = 0; i < 4000; i++) {
      insns.add(add64(R6, 1));
    }
    insns.add(load(Size.B, R0, R3, 0));
    insns.add(exit());
    var rejection = rejection(insns);
    assertThat(rejection.details().length()).isGreaterThan(200_000);
    assertThat(rejection.details()).startsWith("0: R1=ctx()").contains("\nprocessed ");
    assertThat(rejection.reason()).isEqualTo("R3 offset is outside of the packet");
    assertThat(rejection.line()).hasValueSatisfying(l -> assertThat(l.line()).isEqualTo(4012));
  }

  @Test
  void aBrokenFunctionListIsNoReasonToRefuseTheProgram() {
    var good = Programs.object("good", Programs.always(Programs.PASS));
    var definition = good.programs().getFirst();
    var broken =
        new ProgramDefinition(
            definition.name(),
            definition.type(),
            definition.insns(),
            List.of(new FunctionInfo(0, "a"), new FunctionInfo(1, "b")),
            definition.lines(),
            List.of(),
            List.of(),
            List.of(),
            -1,
            -1);
    try (var program =
        KernelObject.load(new BpfObject("Test", List.of(broken), List.of(), "GPL"), broken)) {
      assertThat(program.info().name()).isEqualTo("good");
    }
  }
}
