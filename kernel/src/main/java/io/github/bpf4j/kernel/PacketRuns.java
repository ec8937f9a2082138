package io.github.bpf4j.kernel;

import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.bpf.TestRun;
import io.github.bpf4j.kernel.sys.Errno;
import io.github.bpf4j.kernel.sys.FileDescriptor;

/// Runs one program on packets from user space. One run at a time.
final class PacketRuns {
  private final FileDescriptor program;
  private final TestRun testRun = new TestRun();

  PacketRuns(FileDescriptor program) {
    this.program = program;
  }

  /// Runs the program on `packet`, which holds its changes afterwards.
  ///
  /// @return the verdict
  int once(XdpPacket packet) {
    synchronized (testRun) {
      int verdict = repeated(packet, 1);
      testRun.copyTo(packet);
      return verdict;
    }
  }

  /// Runs the program `times` times in one call of the kernel: on `packet` as it is, then each time on
  /// what the run before left of it. The packet itself stays as it is.
  ///
  /// @return the verdict of the last run
  int repeated(XdpPacket packet, int times) {
    synchronized (testRun) {
      long result = testRun.run(program, packet, times);
      if (result < 0) {
        throw refused(packet, result);
      }
      return testRun.verdict();
    }
  }

  private BpfException refused(XdpPacket packet, long result) {
    var what = "cannot run %s on a packet of %d bytes".formatted(program.what(), packet.length());
    if (Errno.ENODEV.is(result)) {
      return Failures.because(
          what,
          result,
          "the packet came in by interface " + packet.ingressInterface() + ", which is not here",
          "say with XdpPacket.receivedBy an interface of this network namespace, such as 1");
    }
    if (Errno.EINVAL.is(result) && packet.rxQueue() != 0) {
      return Failures.because(
          what,
          result,
          "interface %d has no receive queue %d"
              .formatted(packet.ingressInterface(), packet.rxQueue()),
          "say with XdpPacket.receivedBy a queue that exists, such as 0");
    }
    if (Errno.EINVAL.is(result) && packet.length() < TestRun.SHORTEST) {
      return Failures.because(
          what,
          result,
          "before Linux 6.18 the kernel runs a program on no packet below 14 bytes (this is Linux "
              + System.getProperty("os.version")
              + ")",
          "use the in-process VM for this capture: --runtime vm");
    }
    return Failures.of(what, result);
  }
}
