package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.pcap.CaptureFormat;
import io.github.bpf4j.pcap.LinkType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `bpf4j run` over captures, where everything is well and where it is not.
class RunCommandTest {
  private static final String FUN_XDP = "io.github.bpf4j.examples.FunXdp";
  private static final String COUNT_SOURCES = "io.github.bpf4j.examples.CountSources";
  private static final byte[] SHORT = new byte[10];

  @TempDir private Path folder;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  @ParameterizedTest
  @EnumSource(CaptureFormat.class)
  void aLineForEachRecordOnStandardOutputAndTheSummaryOnStandardError(CaptureFormat format)
      throws IOException {
    var capture =
        write("c", Captures.of(format, Captures.ipv4("192.0.2.7"), Captures.ipv4("10.0.0.255")));
    var outcome = Bpf4j.run("run", FUN_XDP, "--pcap", capture);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.lines())
        .containsExactly(
            "INFO  FunXdp  IPv4 Source Address: 192.0.2.7",
            "INFO  FunXdp  IPv4 Source Address: 10.0.0.255");
    assertThat(outcome.err().strip()).isEqualTo("2 packets (PASS 2), 2 log records, 0 lost");
  }

  @Test
  void jsonIsOneObjectALineAndTheSummaryTheLast() throws IOException {
    var capture = Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7"), new byte[60]);
    var outcome = Bpf4j.runWithInput(capture, "run", FUN_XDP, "--pcap", "-", "--format", "json");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.lines())
        .containsExactly(
            """
            {"time":"2026-01-05T09:30:00.000000007Z","level":"INFO","logger":"FunXdp",\
            "message":"IPv4 Source Address: 192.0.2.7","args":["192.0.2.7"]}\
            """,
            """
            {"summary":{"packets":2,"verdicts":{"PASS":2},"records":1,"lost":0}}\
            """);
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "vm"})
  void shortPacketsAreAbortedCountedAndReportedWithTheJavaLine(String runtime) throws IOException {
    var capture = Captures.of(CaptureFormat.PCAP, SHORT, Captures.ipv4("192.0.2.7"), SHORT);
    var outcome = Bpf4j.runWithInput(capture, "run", FUN_XDP, "--pcap", "-", "--runtime", runtime);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("3 packets (ABORTED 2, PASS 1)")
        .containsPattern("2 packets aborted at FunXdp.java:\\d+ \\(packet too short\\)");
    var json =
        Bpf4j.runWithInput(
            capture, "run", FUN_XDP, "--pcap", "-", "--runtime", runtime, "--format", "json");
    assertThat(json.lines().getLast())
        .contains("\"ABORTED\":2", "\"reason\":\"packet too short\",\"packets\":2");
  }

  @Test
  void aTruncatedCaptureIsProcessedUpToTheFaultWhichIsNamedWithItsOffset() throws IOException {
    var whole =
        Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7"), Captures.ipv4("192.0.2.8"));
    var capture = write("cut.pcap", Arrays.copyOf(whole, whole.length - 5));
    var outcome = Bpf4j.run("run", FUN_XDP, "--pcap", capture);
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.lines()).containsExactly("INFO  FunXdp  IPv4 Source Address: 192.0.2.7");
    assertThat(outcome.err())
        .contains("1 packet (PASS 1)", "error: " + capture, "byte " + (whole.length - 5));
  }

  @Test
  @Tag("kernel")
  void aProgramThatTheKernelRefusesIsShownWithItsReasonAndWithItsLogIfAsked() throws IOException {
    KernelTests.require();
    // Every way through these lines brings another offset, and the verifier has to follow each.
    var ways =
        IntStream.range(0, 22)
            .mapToObj("    if ((x & 1 << %1$d) != 0) at += 1 << %1$d;\n"::formatted)
            .collect(Collectors.joining());
    var source =
        write(
            "Big.java",
            """
            import io.github.bpf4j.api.*;
            class Big {
              @Xdp
              static XdpAction big(XdpContext ctx) {
                int x = ctx.slice(0, 4).i32(0);
                int at = 0;
            %s
                return ctx.slice(at, 1).u8(0) == 3 ? XdpAction.DROP : XdpAction.PASS;
              }
            }
            """
                .formatted(ways));
    var capture = Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7"));
    var plain = Bpf4j.runWithInput(capture, "run", source, "--pcap", "-", "--runtime", "kernel");
    assertThat(plain.status()).isEqualTo(ExitCode.FAULT);
    assertThat(plain.err())
        .containsPattern("Big.java:\\d+: error: the kernel's verifier refuses \"big\": ")
        .containsPattern("too large.*\\n +if \\(\\(x & 1 << \\d+\\) != 0\\)")
        .contains("run with -v")
        .doesNotContain("processed ");
    var verbose =
        Bpf4j.runWithInput(capture, "run", source, "--pcap", "-", "--runtime", "kernel", "-v");
    assertThat(verbose.err()).contains("processed ", "too large").doesNotContain("run with -v");
  }

  @Test
  void aFileThatIsNoCaptureOrNotThereIsSaid() throws IOException {
    var text = Bpf4j.run("run", FUN_XDP, "--pcap", write("notes.txt", "no capture at all, is it?"));
    assertThat(text.status()).isEqualTo(ExitCode.FAULT);
    assertThat(text.err()).contains("error: ", "notes.txt");
    var missing = Bpf4j.run("run", FUN_XDP, "--pcap", folder.resolve("none.pcap").toString());
    assertThat(missing.status()).isEqualTo(ExitCode.FAULT);
    assertThat(missing.err()).contains("error: ", "none.pcap");
  }

  @Test
  void aCaptureOfAnotherLinkTypeIsRefusedByItsName() throws IOException {
    var capture = Captures.of(CaptureFormat.PCAP, LinkType.LINUX_SLL, Captures.ipv4("192.0.2.7"));
    var outcome = Bpf4j.runWithInput(capture, "run", FUN_XDP, "--pcap", "-");
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err()).contains("LINUX_SLL (113)", "Ethernet", "fix: ");
  }

  @Test
  void anUnknownInterfaceIsToldTheNearOnesAndIsNotTheProgramsFault() {
    var outcome = Bpf4j.run("run", FUN_XDP, "--iface", "not-there0");
    assertThat(outcome.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.err()).contains("error: ").doesNotContain("\tat ");
  }

  @Test
  void whatJavacSaysIsPassedOn() throws IOException {
    var source = write("Broken.java", "class Broken { int x = y; }");
    var outcome = Bpf4j.run("run", source, "--pcap", "-");
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err())
        .contains("Broken.java:1: error: cannot find symbol", "class Broken { int x = y; }")
        .doesNotContain("error: " + source);
  }

  @Test
  void everyConstructThatCannotBeCompiledIsNamedWithItsLine() throws IOException {
    var source =
        write(
            "Bad.java",
            """
            import io.github.bpf4j.api.*;
            class Bad {
              @Xdp
              static XdpAction bad(XdpContext ctx) {
                double half = ctx.length() / 2.0;
                synchronized (Bad.class) {
                  return half > 30 ? XdpAction.DROP : XdpAction.PASS;
                }
              }
            }
            """);
    var outcome =
        Bpf4j.runWithInput(
            new byte[0], "run", source, "--pcap", write("c", Captures.of(CaptureFormat.PCAP)));
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err())
        .contains(source + ":5: error: ", "double half = ctx.length() / 2.0;")
        .contains(source + ":6: error: ", "fix: ", " errors")
        .doesNotContain("\tat ");
  }

  @Test
  void aClassWithoutAProgramOrWithTwoOfOneNameIsSaid() throws IOException {
    var empty = Bpf4j.run("run", write("Empty.java", "class Empty {}"), "--pcap", "x");
    assertThat(empty.status()).isEqualTo(ExitCode.FAULT);
    assertThat(empty.err()).contains("no XDP program", "fix: ");
    var program = "@Xdp static XdpAction f(XdpContext c%s) { return XdpAction.PASS; }\n";
    var twice =
        Bpf4j.run(
            "run",
            write(
                "Twice.java",
                "import io.github.bpf4j.api.*; class Twice {\n"
                    + program.formatted("")
                    + program.formatted(", int n")
                    + "}"),
            "--pcap",
            write("c", Captures.of(CaptureFormat.PCAP)));
    assertThat(twice.status()).isEqualTo(ExitCode.FAULT);
    assertThat(twice.err()).contains("named 'f'", "fix: ");
  }

  @Test
  void everythingAfterATargetWithAMainIsForThatMain() throws IOException {
    var source =
        write(
            "Tool.java",
            """
            class Tool {
              static void main(String[] args) {
                System.setProperty("bpf4j.test.args", String.join(" ", args));
              }
            }
            """);
    var outcome = Bpf4j.run("run", source, "--iface", "x", "--", "--pcap", "-v");
    assertThat(outcome.status()).isZero();
    assertThat(System.clearProperty("bpf4j.test.args"))
        .isIn("--iface x -- --pcap -v", "--iface x --pcap -v");
  }

  @Test
  void theClassPathMayStandBehindTheTarget() throws IOException {
    var library = Files.createDirectories(folder.resolve("library/com/acme"));
    Files.writeString(
        library.resolve("Limit.java"),
        "package com.acme; public class Limit { public static final int BYTES = 20; }");
    var javac = ToolProvider.getSystemJavaCompiler();
    assertThat(javac.run(null, null, null, library.resolve("Limit.java").toString())).isZero();
    var source =
        write(
            "Limited.java",
            """
            import io.github.bpf4j.api.*;
            class Limited {
              @Xdp static XdpAction limited(XdpContext ctx) {
                return ctx.length() > com.acme.Limit.BYTES ? XdpAction.DROP : XdpAction.PASS;
              }
            }
            """);
    var outcome =
        Bpf4j.run(
            "run",
            source,
            "-cp",
            folder.resolve("library").toString(),
            "--pcap",
            write("c", Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7"))));
    assertThat(outcome.err()).contains("1 packet (DROP 1)");
  }

  @Test
  void aMainThatFailsKeepsItsStack() throws IOException {
    var source =
        write(
            "Fails.java",
            "class Fails { static void main() { throw new IllegalStateException(\"mine\"); } }");
    var outcome = Bpf4j.run("run", source);
    assertThat(outcome.status()).isEqualTo(ExitCode.FAULT);
    assertThat(outcome.err())
        .contains("IllegalStateException: mine", "Fails.main(Fails.java:1)")
        .doesNotContain("picocli");
  }

  @Test
  void wrongUseIsExplained() {
    assertUsage("--iface NAME or --pcap FILE", "run", FUN_XDP);
    assertUsage("--icap", "run", FUN_XDP, "--icap", "x");
    assertUsage("TARGET", "run");
    assertUsage("mutually exclusive", "run", FUN_XDP, "--pcap", "x", "--iface", "y");
    assertUsage("--runtime", "run", FUN_XDP, "--iface", "x", "--runtime", "vm");
    assertUsage("--iface", "run", FUN_XDP, "--pcap", "x", "--mode", "skb");
    assertUsage("extra", "run", FUN_XDP, "extra", "--pcap", "x");
    assertUsage("bpf", "run", FUN_XDP, "--pcap", "x", "--runtime", "bpf");
    assertUsage("name a capture, or - for standard input", "run", FUN_XDP, "--pcap", "");
    assertUsage("'' is no .java file", "run", "", "--pcap", "x");
    assertUsage("has a main that does so itself", "run", "--set", "a=1", COUNT_SOURCES);
    assertUsage("--mode is for programs", "run", "--mode", "skb", COUNT_SOURCES, "x");
    assertUsage("no XDP program 'g'", "run", FUN_XDP, "--pcap", "/dev/null", "--program", "g");
  }

  private static void assertUsage(String part, String... args) {
    var outcome = Bpf4j.run(args);
    assertThat(outcome.err()).as(String.join(" ", args)).contains(part).doesNotContain("\tat ");
    assertThat(outcome.status()).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theLogLevelSwitchesStatementsOff() throws IOException {
    var capture = Captures.of(CaptureFormat.PCAP, Captures.ipv4("192.0.2.7"));
    for (var runtime : new String[] {"jvm", "vm"}) {
      var outcome =
          Bpf4j.runWithInput(
              capture, "run", FUN_XDP, "--pcap", "-", "--log-level", "warn", "--runtime", runtime);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains("0 log records, 0 lost");
    }
  }
}
