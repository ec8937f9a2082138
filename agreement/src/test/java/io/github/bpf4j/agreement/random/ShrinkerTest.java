package io.github.bpf4j.agreement.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.vm.VmRuntime;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  @Test
  void whatDoesNotMatterIsLeftOut() {
    int shrunk = 0;
    for (var program : LongStream.range(0, 200).mapToObj(ProgramGenerator::program).toList()) {
      if (hasDivision(program.text())) {
        var small =
            Shrinker.shrink(
                program,
                candidates ->
                    IntStream.range(0, candidates.size())
                        .filter(i -> hasDivision(candidates.get(i).text()))
                        .findFirst()
                        .orElse(-1),
                Duration.ofMinutes(1));
        assertThat(hasDivision(small.text())).isTrue();
        assertThat(small.size()).as(small.text()).isLessThan(25);
        shrunk++;
      }
    }
    assertThat(shrunk).isPositive();
  }

  @Test
  void nothingIsSimplerThanItself() {
    for (var program : LongStream.range(0, 20).mapToObj(ProgramGenerator::program).toList()) {
      assertThat(program.smaller()).doesNotContain(program);
    }
  }

  private static boolean hasDivision(String program) {
    return program.contains(" / ") && program.contains(".put(");
  }

  @Test
  void aPlantedMiscompilationIsFoundAndCutDownToIt() {
    var judge = new Judge(List.of(new XorIsOr(new VmRuntime())), List.of(IsaVersion.V3));
    var failures = new RandomRun(judge, ProgramGenerator::program, 1).run(1, 1_000);
    assertThat(failures).isNotEmpty();
    for (var failure : failures) {
      assertThat(failure.wrong().toString()).startsWith("vm V3 differs from jvm");
      assertThat(failure.smallWrong().toString()).startsWith("vm V3 differs from jvm");
      assertThat(failure.toString()).contains("-Dbpf4j.random.seed=" + failure.seed());
      assertThat(failure.small().size()).as(failure.small().text()).isLessThan(40);
    }
  }

  /// A runtime whose programs were compiled wrong.
  private record XorIsOr(BpfRuntime runtime) implements BpfRuntime {
    @Override
    public String name() {
      return runtime.name();
    }

    @Override
    public LoadedProgram load(CompiledProgram program, LoadOptions options) {
      var right = program.program();
      var wrong =
          new ProgramDefinition(
              right.name(),
              right.type(),
              right.insns().stream().map(XorIsOr::change).toList(),
              right.functions(),
              right.lines(),
              right.logGates(),
              right.logSites(),
              right.abortSites(),
              right.accounting(),
              right.logBuffer());
      var object = program.object();
      return runtime.load(
          new CompiledProgram(
              program.method(),
              new BpfObject(object.name(), List.of(wrong), object.maps(), object.license()),
              wrong,
              program.maps(),
              program.variables()),
          options);
    }

    private static Insn change(Insn insn) {
      return insn instanceof Insn.Alu(var width, AluOp op, var to, var from) && op == AluOp.XOR
          ? new Insn.Alu(width, AluOp.OR, to, from)
          : insn;
    }
  }
}
