package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.pcap.CaptureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `--set` and `-ea`, where a program is run and where it is compiled.
class TunableOptionsTest {
  private static final String FILTER =
      """
      import io.github.bpf4j.api.*;
      class Filter {
        enum Kind { NONE, SOME }
        static final KernelLog LOG = KernelLog.of(Filter.class);
        @Tunable static int limit = 1;
        @Tunable static byte tag = 2;
        @Tunable static char port = 3;
        @Tunable static long many = 4;
        @Tunable static boolean on;
        @Tunable static Kind kind = Kind.NONE;
        @Tunable static int idle = 5;
        static int plain = 6;

        @Xdp
        static XdpAction filter(XdpContext ctx) {
          assert limit < 100 : "limit";
          LOG.info("{} {} {} {} {} {} {}", limit, tag, (int) port, many, on, kind, plain);
          return XdpAction.PASS;
        }
      }
      """;

  @TempDir private Path folder;

  private String source() throws IOException {
    return Files.writeString(folder.resolve("Filter.java"), FILTER).toString();
  }

  private Bpf4j.Outcome run(String runtime, String... options) throws IOException {
    var arguments = new ArrayList<>(List.of("run", source(), "--pcap", "-", "--runtime", runtime));
    arguments.addAll(Arrays.asList(options));
    return Bpf4j.runWithInput(
        Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7")),
        arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "vm", "kernel"})
  void fieldsHaveTheValuesThatAreSet(String runtime) throws IOException {
    if (runtime.equals("kernel")) {
      KernelTests.require();
    }
    assertThat(run(runtime).out()).contains("1 2 3 4 false NONE 6");
    var outcome =
        run(
            runtime,
            "--set",
            "limit=0xfffffffe",
            "--set",
            "tag=-128",
            "--set",
            "port=65_535",
            "--set",
            "many=-9223372036854775808",
            "--set",
            "on=true",
            "--set",
            "kind=SOME");
    assertThat(outcome.err()).doesNotContain("error");
    assertThat(outcome.out()).contains("-2 -128 65535 -9223372036854775808 true SOME 6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          limit            | a name and a value are needed           | --set NAME=VALUE
          =5               | a name and a value are needed           | --set NAME=VALUE
          limt=5           | Filter uses no such @Tunable field      | set one of limit, tag, port, many, on, kind
          idle=5           | no program of Filter that is compiled here reads this field | leave it out
          plain=5          | this field of Filter is no @Tunable     | declare it as @Tunable static int plain
          limit=           | '' is no value for limit                | an int, from -2,147,483,648 to 2,147,483,647
          limit=2147483648 | '2147483648' is no value for limit      | an int, from
          limit=1e3        | '1e3' is no value for limit             | an int, from
          limit=0x100000000| is no value for limit                   | an int, from
          tag=128          | is no value for tag                     | a byte, from -128 to 127
          port=-1          | is no value for port                    | a char, from 0 to 65,535
          on=yes           | 'yes' is no value for on                | true or false
          kind=some        | 'some' is no value for kind             | one of NONE, SOME
          """)
  void whatCannotBeSetIsSaidWithTheFix(String setting, String error, String fix)
      throws IOException {
    var outcome = run("vm", "--set", setting);
    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).startsWith("error: --set ").contains(error, "\n  fix: ", fix);
    var compiled = Bpf4j.run("compile", source(), "-o", folder + "/x.o", "--set", setting);
    assertThat(compiled.status()).isEqualTo(ExitCode.USAGE);
    assertThat(compiled.err()).isEqualTo(outcome.err());
  }

  @Test
  void aFieldIsSetOnce() throws IOException {
    var outcome = run("vm", "--set", "limit=1", "--set", "limit=2");
    assertThat(outcome.status()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("limit is set twice", "fix: leave one out");
  }

  @Test
  void anObjectFileHasTheValuesInItsReadOnlyData() throws Exception {
    var file = folder.resolve("set.o");
    var outcome =
        Bpf4j.run("compile", source(), "-o", file.toString(), "--set", "many=0x1122334455667788");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(Tools.output(folder, Tools.installed("readelf"), "-x", ".rodata", "set.o"))
        .contains("88776655 44332211");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "vm"})
  void assertionsAreThereWhereTheyAreAskedFor(String runtime) throws IOException {
    assertThat(run(runtime, "--set", "limit=100").out()).contains("100 2 3");
    assertThat(run(runtime, "--set", "limit=99", "-ea").out()).contains("99 2 3");
    var failed = run(runtime, "--set", "limit=100", "-ea");
    assertThat(failed.out()).doesNotContain("100 2 3");
    assertThat(failed.err()).contains("ABORTED 1", "1 packet aborted at Filter.java:16");
  }

  @Test
  void assertionsOfBpf4jsOwnExamplesToo() {
    assertThat(Bpf4j.run("dump", "-ea", "io.github.bpf4j.examples.Pass").status()).isZero();
  }
}
