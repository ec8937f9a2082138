package io.github.bpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.host.BpfException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@KernelTest
@Timeout(60)
class PrivilegeTest {
  @Test
  void withPrivilegesTheReportSaysYes() {
    var report = SystemReport.create();
    assertThat(report.kernelUsable()).isTrue();
    for (var feature : Feature.values()) {
      assertThat(feature.probe()).as(feature.label()).isNotEqualTo(Feature.Support.UNKNOWN);
    }
    assertThat(Feature.RING_BUFFERS.probe()).isEqualTo(Feature.Support.YES);
    assertThat(Feature.XDP_LINK.probe()).isEqualTo(Feature.Support.YES);
    assertThat(Capability.missingForXdp()).isEmpty();
  }

  @Test
  void withoutPrivilegesLoadingSaysWhichAreMissing() throws Exception {
    var output = with("-all", Load.class);
    assertThat(output)
        .isEqualTo(
            """
            cannot load program "refused": operation not permitted (EPERM): this process lacks CAP_BPF and CAP_NET_ADMIN
              fix: run with sudo, or try --pcap, which needs neither
            """);
  }

  @Test
  void withoutPerfmonARejectionSaysThatItMayBeTheReason() throws Exception {
    assertThat(with("-all,+bpf,+net_admin", LoadLength.class))
        .startsWith("Test.java:12: error: the kernel's verifier refuses \"length\"")
        .contains("fix: this process lacks CAP_PERFMON");
    assertThat(with("-all,+bpf,+net_admin,+perfmon", LoadLength.class))
        .isEqualTo("loaded length\n");
  }

  @Test
  void withoutPrivilegesTheReportSaysHowToGetThem() throws Exception {
    var lines = with("-all", Report.class).lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("no CAP_BPF: missing: run with sudo"))
        .anyMatch(line -> line.startsWith("no CAP_NET_ADMIN: missing: run with sudo"))
        .anyMatch(line ->
            line.startsWith("no bpf(2): not permitted without CAP_BPF and CAP_NET_ADMIN")
                && line.contains("--pcap"))
        .anyMatch(line -> line.startsWith("no ring buffers: may not be tried"))
        .anyMatch(line -> line.matches("(yes|no) lo: .*"));
  }

  private static String with(String capabilities, Class<?> main) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--bounding-set=" + capabilities,
                "--inh-caps=-all",
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  static final class Load {
    public static void main(String[] arguments) {
      try (var program = Programs.load("refused", Programs.always(Programs.PASS))) {
        System.out.println("loaded " + program.definition().name());
      } catch (BpfException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  static final class LoadLength {
    public static void main(String[] arguments) {
      try (var program = Programs.load("length", Programs.length())) {
        System.out.println("loaded " + program.definition().name());
      } catch (BpfException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  static final class Report {
    public static void main(String[] arguments) {
      for (var row : SystemReport.create().rows()) {
        System.out.printf(
            "%s %s: %s: %s%n", row.ok() ? "yes" : "no", row.name(), row.found(), row.fix());
      }
    }
  }
}
