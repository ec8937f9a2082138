package io.github.bpf4j.cli;

import io.github.bpf4j.cli.output.LineOutput;
import io.github.bpf4j.cli.run.Live;
import io.github.bpf4j.cli.run.Progress;
import io.github.bpf4j.cli.run.Replay;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.BpfRuntime;
import io.github.bpf4j.host.CtrlC;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.kernel.XdpMode;
import io.github.bpf4j.pcap.CaptureReader;
import java.io.IOException;

/// Runs a compiled program until its packets, or the user's patience, are at an end.
///
/// @param terminal where results go
/// @param output how
/// @param ctrlC ends the run early
record Session(Terminal terminal, OutputOptions output, CtrlC ctrlC) {
  /// Over a capture.
  int replay(
      CompiledProgram compiled, LoadOptions options, BpfRuntime runtime, CaptureReader capture)
      throws IOException {
    try (var out = new LineOutput(terminal.out());
        var program = runtime.load(compiled, options);
        var progress = new Progress(terminal)) {
      var reporter = output.reporter(out, terminal);
      interruptWhenPressed(Thread.currentThread());
      var result =
          Replay.run(
              program,
              capture,
              reporter,
              progress,
              () -> ctrlC.pressed() || out.isClosedByReader());
      progress.close();
      if (ctrlC.pressed()) {
        terminal.err().println("Exiting...");
      }
      reporter.summary(result.summary());
      result.skipped().forEach(terminal.err()::println);
      if (result.fault().isPresent()) {
        throw result.fault().get();
      }
      return ExitCode.DONE;
    }
  }

  /// On a network interface, in the kernel.
  int attach(CompiledProgram compiled, LoadOptions options, String interfaceName, XdpMode mode)
      throws InterruptedException {
    try (var out = new LineOutput(terminal.out());
        var program = new KernelRuntime().load(compiled, options)) {
      if (ctrlC.pressed()) {
        terminal.err().println("Exiting...");
        return ExitCode.DONE;
      }
      var reporter = output.reporter(out, terminal);
      var live = new Live(program, reporter, terminal.err());
      boolean stayed =
          live.run(interfaceName, mode, () -> ctrlC.pressed() || out.isClosedByReader());
      reporter.summary(live.summary());
      if (!stayed) {
        throw new CliException(
            ExitCode.REFUSED,
            "the program is no longer attached: the interface %s is gone, or somebody detached it"
                .formatted(interfaceName));
      }
      return ExitCode.DONE;
    }
  }

  /// A capture that comes through a pipe may keep its reader waiting.
  private void interruptWhenPressed(Thread reader) {
    Thread.ofPlatform()
        .daemon()
        .name("bpf4j-ctrl-c")
        .start(() -> {
          try {
            ctrlC.await();
            reader.interrupt();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
