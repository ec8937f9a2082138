package io.github.bpf4j.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrChecker;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.ProgramDefinition;
import io.github.bpf4j.object.ProgramType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Random functions do as code what they mean, on both instruction sets; every allocation is checked.
class BackendPropertyTest {
  private static final int FUNCTIONS = Integer.getInteger("bpf4j.test.functions", 200);
  private static final int RUNS = 4;
  private static final long CONTEXT = 0x1000_0000L;

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void codeDoesWhatTheFunctionMeans(IsaVersion target) {
    long first = Long.getLong("bpf4j.test.seed", 20_260_101);
    int reloads = 0;
    int spilled = 0;
    for (long seed = first; seed < first + FUNCTIONS; seed++) {
      var random = new Random(seed);
      var function = RandomFunction.generate(random, 5 + random.nextInt(150));
      IrChecker.check(function);
      var code = generate(function, target, seed);
      reloads += code.reloads();
      spilled += code.spilled() > 0 ? 1 : 0;
      assertThat(fallsBack(code.insns())).as("seed %d: only jumps lead back", seed).isEmpty();
      for (int run = 0; run < RUNS; run++) {
        long data = random.nextLong();
        var expected = memory(data);
        var actual = memory(data);
        int meant = IrInterpreter.run(function, CONTEXT, expected, _ -> true);
        int found;
        try {
          found = BpfInterpreter.run(code.insns(), CONTEXT, actual);
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + "\n" + IrPrinter.print(function), e);
        }
        if (meant != found || !trace(expected).equals(trace(actual))) {
          assertThat("%08x %s".formatted(found, trace(actual)))
              .as("seed %d\n%s", seed, IrPrinter.print(function))
              .isEqualTo("%08x %s".formatted(meant, trace(expected)));
        }
      }
    }
    assertThat(reloads).as("the functions are large enough to spill").isPositive();
    assertThat(spilled).as("and some are not").isLessThan(FUNCTIONS);
  }

  /// Level of log statement `site`.
  private static int level(int site) {
    return site % 5;
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 4})
  void withGatesOpenedAndShutToo(int maxLevel) {
    int gates = 0;
    for (long seed = 1; seed <= FUNCTIONS; seed++) {
      var random = new Random(seed);
      var function = RandomFunction.generate(random, 5 + random.nextInt(80));
      var code = generate(function, IsaVersion.V3, seed);
      gates += code.gates().size();
      var loaded = LogGates.apply(program(code), maxLevel).insns();
      assertThat(reached(loaded)).as("seed %d: all can be reached", seed).isEqualTo(loaded.size());
      long data = random.nextLong();
      var expected = memory(data);
      var actual = memory(data);
      int meant = IrInterpreter.run(function, CONTEXT, expected, site -> level(site) <= maxLevel);
      int found = BpfInterpreter.run(loaded, CONTEXT, actual);
      assertThat("%08x %s".formatted(found, trace(actual)))
          .as("seed %d", seed)
          .isEqualTo("%08x %s".formatted(meant, trace(expected)));
    }
    assertThat(gates).isPositive();
  }

  /// How many of the instructions can be reached.
  private static int reached(List<Insn> insns) {
    var flow = ControlFlow.of(insns);
    var reached = new BitSet();
    var open = new ArrayList<>(List.of(0));
    while (!open.isEmpty()) {
      int index = open.removeLast();
      if (!reached.get(index)) {
        reached.set(index);
        open.addAll(flow.successors(index));
      }
    }
    return reached.cardinality();
  }

  /// Instructions other than jumps after which comes one that leads to them, as Linux 6.1 looks for
  /// them (`check_cfg` in kernel/bpf/verifier.c), which refuses them.
  private static List<Integer> fallsBack(List<Insn> insns) {
    var flow = ControlFlow.of(insns);
    var result = new ArrayList<Integer>();
    var seen = new BitSet();
    var path = new BitSet();
    record Visit(int index, int next) {}
    var stack = new ArrayDeque<>(List.of(new Visit(0, 0)));
    while (!stack.isEmpty()) {
      var visit = stack.pop();
      var successors = flow.successors(visit.index);
      seen.set(visit.index);
      path.set(visit.index, visit.next < successors.size());
      if (visit.next < successors.size()) {
        int successor = successors.get(visit.next);
        stack.push(new Visit(visit.index, visit.next + 1));
        if (!seen.get(successor)) {
          stack.push(new Visit(successor, 0));
        } else if (path.get(successor)
            && !(insns.get(visit.index) instanceof Insn.Jump)
            && !(insns.get(visit.index) instanceof Insn.JumpIf)) {
          result.add(visit.index);
        }
      }
    }
    return result;
  }

  private static ProgramDefinition program(EmittedCode code) {
    return new ProgramDefinition(
        "random",
        ProgramType.XDP,
        code.insns(),
        List.of(new FunctionInfo(0, "random")),
        List.of(),
        code.gates().stream()
            .map(gate -> new LogGate(gate.slot(), level(gate.site()), gate.skip()))
            .toList(),
        List.of(),
        List.of(),
        -1,
        -1);
  }

  private static EmittedCode generate(Function function, IsaVersion target, long seed) {
    try {
      return Backend.generate(function, target, true);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + "\n" + IrPrinter.print(function), e);
    }
  }

  private static TestMemory memory(long seed) {
    var memory = new TestMemory();
    var random = new Random(seed);
    for (int i = 0; i < 64; i += 8) {
      memory.store(Size.DW, CONTEXT + i, random.nextLong() >> random.nextInt(64));
    }
    return memory;
  }

  private static String trace(TestMemory memory) {
    return memory.trace(CONTEXT, CONTEXT + 64)
        + memory.trace(TestMemory.mapValue(1), TestMemory.mapValue(1) + 64);
  }
}
