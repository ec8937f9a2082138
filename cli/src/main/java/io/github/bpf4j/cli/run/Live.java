package io.github.bpf4j.cli.run;

import io.github.bpf4j.api.LogRecord;
import io.github.bpf4j.cli.output.Reporter;
import io.github.bpf4j.cli.output.Summary;
import io.github.bpf4j.kernel.KernelProgram;
import io.github.bpf4j.kernel.XdpMode;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Runs a program on a network interface and prints what it logs as it comes.
public final class Live {
  private static final long LOOK_MILLIS = 50;
  private static final int LOOKS_PER_CHECK = 20;

  private final KernelProgram program;
  private final Reporter reporter;
  private final PrintStream err;
  private final AtomicLong records = new AtomicLong();

  /// For `program`, whose log records go to `reporter`; messages go to `err`.
  public Live(KernelProgram program, Reporter reporter, PrintStream err) {
    this.program = program;
    this.reporter = reporter;
    this.err = err;
  }

  /// Attaches, waits until `stop`, and closes the program.
  ///
  /// @return false if somebody else ended it: the interface was removed, or the program detached
  public boolean run(String interfaceName, XdpMode mode, BooleanSupplier stop)
      throws InterruptedException {
    program.logs().subscribe(this::record);
    boolean attached = true;
    try (var link = program.attachXdp(interfaceName, mode)) {
      err.println("Waiting for Ctrl-C...");
      for (int look = 1; attached && !stop.getAsBoolean(); look++) {
        Thread.sleep(LOOK_MILLIS);
        attached = look % LOOKS_PER_CHECK != 0 || link.isAttached();
      }
      err.println("Exiting...");
    }
    program.close();
    return attached;
  }

  /// What came of it. Verdicts are not counted: that would cost time for every packet.
  public Summary summary() {
    var accounting = program.accounting();
    return new Summary(
        Optional.empty(), records.get(), accounting.lostRecords(), accounting.aborts());
  }

  private void record(LogRecord record) {
    records.incrementAndGet();
    reporter.accept(record);
  }
}
