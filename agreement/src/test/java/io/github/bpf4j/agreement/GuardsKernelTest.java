package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.compiler.emit.Backend;
import io.github.bpf4j.compiler.emit.LinkedCode;
import io.github.bpf4j.compiler.emit.Linker;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrParser;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.FunctionInfo;
import io.github.bpf4j.object.LogGate;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Every guard of every case is needed: without it the kernel's verifier rejects the program, or some
/// packet is answered differently. Or else the verifier itself finds that the guard never fails.
@KernelTest
class GuardsKernelTest {
  private static final int RANDOM_PACKETS = 24;

  @TestFactory
  Stream<DynamicNode> everyGuardIsNeeded() {
    return Cases.valid(GuardsKernelTest::check);
  }

  private static void check(Cases.Ready ready) {
    assumeTrue(
        ready.definition().packets().stream().allMatch(packet -> packet.pause() == 0),
        "what timers do depends on the time that a run takes");
    // Of each function what the last pass left of it.
    var texts = new LinkedHashMap<String, String>();
    var program =
        ready.compile(
            CompilerOptions.DEFAULT.withPasses(
                (pass, ir) -> texts.put(ir.lines().findFirst().orElseThrow(), ir)));
    var functions = texts.values().stream().map(IrParser::parse).toList();
    var whole = with(program, functions);
    assertThat(whole.program().insns())
        .as("the code of what was printed and read again")
        .isEqualTo(program.program().insns());
    var packets = packets(ready.definition());
    var expected = run(whole, packets);
    var unnoticed = new ArrayList<String>();
    var all = List.copyOf(texts.values());
    for (int i = 0; i < all.size(); i++) {
      for (var guard : Guard.all(all.get(i))) {
        var outcome = run(with(program, replaced(functions, i, guard.deleted())), packets);
        if (outcome != null
            && outcome.equals(expected)
            && guard.kind() != Guard.Kind.PACKET_AGAIN
            && !neverFails(with(program, replaced(functions, i, guard.trapped())))) {
          unnoticed.add("%s at line %d".formatted(guard.kind(), guard.position().line()));
        }
      }
    }
    unnoticed.removeAll(ready.definition().unneeded());
    if (!unnoticed.isEmpty()) {
      fail(
          "without these guards the kernel takes the program, and no packet tells it apart: %s;"
              + " give the case packets that fail them, or say why they are unneeded%n%s",
          unnoticed, String.join("\n", all));
    }
  }

  /// Whether the verifier never walks the way for when the guard fails: it takes an illegal read there.
  private static boolean neverFails(CompiledProgram trapped) {
    return run(trapped, List.of()) != null;
  }

  private static List<Function> replaced(List<Function> functions, int index, Function other) {
    var all = new ArrayList<>(functions);
    all.set(index, other);
    return all;
  }

  /// What comes of the program in the kernel; null if the verifier rejects it.
  private static @Nullable Outcome run(CompiledProgram program, List<Case.Packet> packets) {
    try {
      return Trial.run(new KernelRuntime(), program, packets);
    } catch (BpfException _) {
      return null;
    }
  }

  /// `program` with other functions in it.
  private static CompiledProgram with(CompiledProgram program, List<Function> functions) {
    var code =
        Linker.link(functions.stream().map(f -> Backend.generate(f, IsaVersion.V3)).toList());
    var old = program.program();
    var gates =
        code.gates().stream()
            .map(g -> new LogGate(g.slot(), old.logSites().get(g.site()).level(), g.skip()))
            .toList();
    var definition =
        new ProgramDefinition(
            old.name(),
            old.type(),
            code.insns(),
            infos(code, old.functions()),
            List.of(),
            gates,
            old.logSites(),
            old.abortSites(),
            old.accounting(),
            old.logBuffer(),
            old.flags());
    var object = program.object();
    return new CompiledProgram(
        program.method(),
        new BpfObject(object.name(), List.of(definition), object.maps(), object.license()),
        definition,
        program.maps(),
        program.variables());
  }

  private static List<FunctionInfo> infos(LinkedCode code, List<FunctionInfo> old) {
    return IntStream.range(0, old.size())
        .mapToObj(i -> new FunctionInfo(code.functions().get(i).slot(), old.get(i).name()))
        .toList();
  }

  /// The packets of the case, the first of them cut to every length, and others of its length.
  private static List<Case.Packet> packets(Case definition) {
    var packets = new ArrayList<>(definition.packets());
    byte[] first = packets.getFirst().bytes();
    for (int length = 1; length < Math.min(first.length, 200); length++) {
      packets.add(packets.getFirst().with(Arrays.copyOf(first, length)));
    }
    packets.add(packets.getFirst().with(new byte[first.length]));
    byte[] ones = new byte[first.length];
    Arrays.fill(ones, (byte) -1);
    packets.add(packets.getFirst().with(ones));
    var random = new SplittableRandom(1);
    for (int i = 0; i < RANDOM_PACKETS; i++) {
      var packet = definition.packets().get(i % definition.packets().size());
      byte[] bytes = packet.bytes().clone();
      for (int j = random.nextInt(3); j < bytes.length; j += 1 + random.nextInt(4)) {
        bytes[j] = (byte) (random.nextInt(4) * random.nextInt(256));
      }
      packets.add(packet.with(bytes));
    }
    return packets;
  }
}
