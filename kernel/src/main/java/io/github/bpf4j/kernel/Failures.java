package io.github.bpf4j.kernel;

import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.Syscall;
import java.util.stream.Collectors;

/// Says of a refusal of the kernel what failed, the likely cause and the fix.
final class Failures {
  private Failures() {}

  /// Nothing of this module works where this throws.
  static void requireLinux() {
    if (!Syscall.available()) {
      throw new BpfException(
          """
          the kernel runtime needs Linux on x86-64, arm64 or riscv64; this is %s on %s
            fix: use the in-process VM (--pcap), which runs everywhere\
          """
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
  }

  /// A failure for which there is a cause better known than the error number's usual one.
  static BpfException because(String what, long result, String cause, String fix) {
    return new BpfException(
        "%s: %s: %s\n  fix: %s".formatted(what, Errno.describe(result), cause, fix));
  }

  /// A failure of a command of bpf(2), explained by its error number.
  static BpfException of(String what, long result) {
    if (Errno.EPERM.is(result) || Errno.EACCES.is(result)) {
      return notPermitted(what, result);
    }
    if (Errno.ENOSYS.is(result)) {
      return because(
          what,
          result,
          "this kernel has no bpf(2), or a sandbox hides it",
          "use a kernel built with CONFIG_BPF_SYSCALL, or try --pcap, which needs none");
    }
    if (Errno.EMFILE.is(result)) {
      return because(
          what,
          result,
          "this process has as many files open as it may",
          "close programs that are no longer needed, or raise the limit with `ulimit -n`");
    }
    if (Errno.ENOMEM.is(result)) {
      return because(
          what,
          result,
          "the kernel has not enough memory for it",
          "use smaller maps, or a larger memory limit of the control group");
    }
    return because(
        what,
        result,
        "the kernel (Linux " + System.getProperty("os.version") + ") may be too old for it",
        "`bpf4j doctor` says what this kernel can do");
  }

  private static BpfException notPermitted(String what, long result) {
    var missing = Capability.missingForXdp();
    if (missing.isEmpty()) {
      return because(
          what,
          result,
          "this process has the capabilities, so a sandbox (seccomp, a container), a security"
              + " module or kernel lockdown forbids it",
          "allow bpf(2) there, or try --pcap, which does not need it");
    }
    return because(
        what,
        result,
        "this process lacks "
            + missing.stream().map(Enum::name).sorted().collect(Collectors.joining(" and ")),
        "run with sudo, or try --pcap, which needs "
            + (missing.size() == 1 ? "no privileges" : "neither"));
  }
}
