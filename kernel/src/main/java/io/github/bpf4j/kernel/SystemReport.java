package io.github.bpf4j.kernel;

import io.github.bpf4j.kernel.net.Interface;
import io.github.bpf4j.kernel.net.XdpFeatures;
import io.github.bpf4j.kernel.sys.Syscall;
import io.github.bpf4j.kernel.sys.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What this machine can do for the kernel runtime, and for everything that it cannot the fix. Needs no
/// privileges, nor Linux.
///
/// @param rows in the order in which people should read them
public record SystemReport(List<Row> rows) {
  private static final String USE_VM = "use the in-process VM, which runs everywhere: --pcap FILE";
  private static final String AS_ROOT = "run with sudo, and see again";
  private static final Path JIT = Path.of("/proc/sys/net/core/bpf_jit_enable");
  private static final Path VMLINUX_BTF = Path.of("/sys/kernel/btf/vmlinux");

  /// Copies the list.
  public SystemReport {
    rows = List.copyOf(rows);
  }

  /// One thing.
  ///
  /// @param group what it belongs to: `system`, `privileges`, `kernel` or `interfaces`
  /// @param name what was looked at
  /// @param ok whether it is as it should be
  /// @param found what was found
  /// @param fix what to do about it; empty where it is ok
  public record Row(String group, String name, boolean ok, String found, String fix) {
    static Row yes(String group, String name, String found) {
      return new Row(group, name, true, found, "");
    }

    static Row no(String group, String name, String found, String fix) {
      return new Row(group, name, false, found, fix);
    }
  }

  /// Looks at this machine.
  public static SystemReport create() {
    var rows = new ArrayList<Row>();
    rows.add(
        Row.yes("system", "JDK", Runtime.version() + ", " + System.getProperty("java.vendor")));
    if (!Syscall.available()) {
      rows.add(
          Row.no(
              "system",
              "Linux",
              System.getProperty("os.name") + " on " + System.getProperty("os.arch"),
              "the kernel runtime needs Linux on x86-64, arm64 or riscv64; " + USE_VM));
      return new SystemReport(rows);
    }
    rows.add(Row.yes("system", "Linux", version() + " on " + System.getProperty("os.arch")));
    capabilities(rows);
    var xdp = Feature.XDP.probe();
    rows.add(bpf(xdp));
    rows.add(jit());
    rows.add(
        Files.isReadable(VMLINUX_BTF)
            ? Row.yes("kernel", "kernel types", VMLINUX_BTF.toString())
            : Row.no(
                "kernel",
                "kernel types",
                "no " + VMLINUX_BTF,
                "only tracing needs them: use a kernel built with CONFIG_DEBUG_INFO_BTF"));
    for (var feature : EnumSet.complementOf(EnumSet.of(Feature.XDP))) {
      rows.add(feature(feature, xdp));
    }
    interfaces(rows);
    return new SystemReport(rows);
  }

  /// Whether programs can be loaded and attached here by this process.
  public boolean kernelUsable() {
    return rows.stream().filter(row -> row.name.equals("bpf(2)")).anyMatch(Row::ok);
  }

  private static String version() {
    return System.getProperty("os.version");
  }

  private static void capabilities(List<Row> rows) {
    var held = Capability.held();
    boolean all = held.contains(Capability.CAP_SYS_ADMIN);
    for (var capability :
        List.of(Capability.CAP_BPF, Capability.CAP_NET_ADMIN, Capability.CAP_PERFMON)) {
      var name = capability.name();
      if (held.contains(capability)) {
        rows.add(Row.yes("privileges", name, "held"));
      } else if (all) {
        rows.add(Row.yes("privileges", name, "CAP_SYS_ADMIN is held, which includes it"));
      } else {
        rows.add(Row.no("privileges", name, "missing", "run with sudo; or " + USE_VM));
      }
    }
  }

  private static Row bpf(Feature.Support xdp) {
    return switch (xdp) {
      case YES -> Row.yes("kernel", "bpf(2)", "loads XDP programs");
      case NO ->
          Row.no(
              "kernel",
              "bpf(2)",
              "this kernel loads no XDP programs",
              "use Linux 5.9 or newer with CONFIG_BPF_SYSCALL; or " + USE_VM);
      case UNKNOWN -> {
        var missing = Capability.missingForXdp();
        yield missing.isEmpty()
            ? Row.no(
                "kernel",
                "bpf(2)",
                "forbidden although the capabilities are held" + lockdown(),
                "allow it in the sandbox (seccomp, container) or security module; or " + USE_VM)
            : Row.no(
                "kernel",
                "bpf(2)",
                "not permitted without "
                    + missing.stream().map(Enum::name).sorted().collect(Collectors.joining(" and "))
                    + unprivileged(),
                "run with sudo; or " + USE_VM);
      }
    };
  }

  // Documentation/admin-guide/sysctl/kernel.rst
  private static String unprivileged() {
    return switch (read(Path.of("/proc/sys/kernel/unprivileged_bpf_disabled"))) {
      case "1" -> " (kernel.unprivileged_bpf_disabled is 1: off until the next boot)";
      case "2" -> " (kernel.unprivileged_bpf_disabled is 2)";
      default -> "";
    };
  }

  private static String lockdown() {
    var state = read(Path.of("/sys/kernel/security/lockdown"));
    return state.isEmpty() || state.contains("[none]") ? "" : " (kernel lockdown: " + state + ")";
  }

  private static Row jit() {
    return switch (read(JIT)) {
      case "1", "2" -> Row.yes("kernel", "JIT", "on");
      case "0" ->
          Row.no(
              "kernel",
              "JIT",
              "off: programs are interpreted",
              "sysctl -w net.core.bpf_jit_enable=1");
      default -> Row.no("kernel", "JIT", "only root may know", AS_ROOT);
    };
  }

  private static Row feature(Feature feature, Feature.Support xdp) {
    // without the right to load there is no use in trying each
    var support = xdp == Feature.Support.UNKNOWN ? xdp : feature.probe();
    return switch (support) {
      case YES -> Row.yes("kernel", feature.label(), "for " + feature.neededFor());
      case NO ->
          Row.no(
              "kernel",
              feature.label(),
              "this kernel has none (Linux " + feature.since() + ")",
              "needed for %s: use Linux %s or newer"
                  .formatted(feature.neededFor(), feature.since()));
      case UNKNOWN -> Row.no("kernel", feature.label(), "may not be tried", AS_ROOT);
    };
  }

  private static void interfaces(List<Row> rows) {
    List<Interface> interfaces;
    Map<Integer, Long> features;
    try {
      interfaces = Interface.all();
      features = XdpFeatures.byInterface();
    } catch (SystemException refused) {
      rows.add(Row.no("interfaces", "netlink", String.valueOf(refused.getMessage()), AS_ROOT));
      return;
    }
    for (var link : interfaces) {
      var found = new StringBuilder(driver(link));
      for (var attachment : link.attachments()) {
        found.append(", program %d attached".formatted(attachment.programId()));
      }
      var known = features.get(link.index());
      if (known != null && (known & XdpFeatures.BASIC) != 0) {
        rows.add(Row.yes("interfaces", link.name(), found + ", XDP in the driver"));
      } else {
        rows.add(
            Row.no(
                "interfaces",
                link.name(),
                found
                    + (features.isEmpty()
                        ? ", XDP in the driver unknown (Linux 6.3 tells)"
                        : ", no XDP in the driver"),
                "use --mode skb, which works on every interface"));
      }
    }
  }

  private static String driver(Interface link) {
    if (!link.kind().isEmpty()) {
      return link.kind();
    }
    var driver = Path.of("/sys/class/net", link.name(), "device", "driver");
    try {
      return driver.toRealPath().getFileName().toString();
    } catch (IOException none) {
      return link.name().equals("lo") ? "loopback" : "unknown driver";
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      return "";
    }
  }
}
