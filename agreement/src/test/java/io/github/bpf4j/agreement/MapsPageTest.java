package io.github.bpf4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.api.MapSpecification;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.JvmRuntime;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.LoadedProgram;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.MapType;
import io.github.bpf4j.vm.VmRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What `docs/maps.md` shows compiles and runs, and its tables say what the code's tables say.
class MapsPageTest {
  private static final PageExamples PAGE =
      new PageExamples(
          "../docs/maps.md",
          """
          %s
          @Xdp static XdpAction run(XdpContext ctx) {
            var ip = Ipv4Hdr.at(ctx, EthHdr.LEN);
            if (ip.ttl() > 0) {
              %s
            }
            return PASS;
          }
          """);
  private static final Pattern HELPER_ROW =
      Pattern.compile("\\| .* \\| `(bpf_\\w+)` \\| (\\d+) \\| ([\\d.]+) \\|");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");

  private static String page() {
    try {
      return PAGE.text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(BpfRuntime runtime) throws Exception {
    var frame = PacketText.parse("eth-ipv4 ipv4-udp udp [64]");
    for (var example : PAGE.classes()) {
      try (var program = runtime.load(BpfCompiler.compile(example), LoadOptions.DEFAULT)) {
        program.run(XdpPacket.of(frame));
        userSpace(example, program);
        program.run(XdpPacket.of(frame));
        assertThat(program.accounting().aborts()).isEmpty();
      }
    }
  }

  private static void userSpace(Class<?> example, LoadedProgram program) throws Exception {
    for (var method : example.getDeclaredMethods()) {
      if (method.getName().equals("user")) {
        method.setAccessible(true);
        method.invoke(null, program);
      }
    }
  }

  @Test
  void itsExamplesRunOnTheJvm() throws Exception {
    run(new JvmRuntime());
  }

  @Test
  void itsExamplesRunInTheVm() throws Exception {
    run(new VmRuntime());
  }

  @Nested
  @KernelTest
  class Kernel {
    @Test
    void itsExamplesRunInTheKernel() throws Exception {
      run(new KernelRuntime());
    }
  }

  @Test
  void itsTableHasEveryKindOfMap() {
    for (var kind : MapSpecification.Kind.values()) {
      var type = MapType.valueOf(kind.name());
      assertThat(page().lines().filter(line -> line.startsWith("|")))
          .as(type.name())
          .anySatisfy(line -> {
            var cells = List.of(line.split(" \\| ", -1));
            assertThat(cells).hasSize(4);
            var names = CODE.matcher(cells.get(1)).results().map(m -> m.group(1)).toList();
            assertThat(names).contains(type.name());
            var number = cells.get(2).split(", ", -1)[names.indexOf(type.name())];
            assertThat(number).isEqualTo(Integer.toString(type.number()));
            assertThat(cells.get(3)).startsWith(type.since() + " ");
          });
    }
  }

  @Test
  void itsHelpersAreThoseOfTheTable() {
    var rows = HELPER_ROW.matcher(page()).results().toList();
    assertThat(rows).hasSizeGreaterThan(3);
    for (var row : rows) {
      var helper = Helper.valueOf(row.group(1).substring(4).toUpperCase(Locale.ROOT));
      assertThat(helper.number()).isEqualTo(Integer.parseInt(row.group(2)));
      assertThat(helper.since()).hasToString(row.group(3));
    }
  }

  @Test
  void itsLinksLeadToHeadings() {
    var anchors =
        page()
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
            .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .toList();
    var links = Pattern.compile("\\(#([^)]*)\\)").matcher(page()).results().toList();
    assertThat(IntStream.range(0, links.size()).mapToObj(i -> links.get(i).group(1)))
        .allSatisfy(link -> assertThat(anchors).contains(link));
  }
}
