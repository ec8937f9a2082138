package io.github.bpf4j.cli.run;

import io.github.bpf4j.cli.Terminal;

/// Shows on a terminal how far long work has come; in a pipe it shows nothing.
public final class Progress implements AutoCloseable {
  private static final long PERIOD_NANOS = 500_000_000;
  private static final String ERASE_LINE = "\r\033[K";

  private final Terminal terminal;
  private long nextNanos = System.nanoTime() + 2 * PERIOD_NANOS;
  private boolean shown;

  /// On `terminal`.
  public Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Says how many packets were processed. Cheap enough for every few thousand packets.
  public void packets(long count) {
    if (terminal.interactive() && System.nanoTime() >= nextNanos) {
      nextNanos = System.nanoTime() + PERIOD_NANOS;
      shown = true;
      terminal.err().printf("%s%,d packets", ERASE_LINE, count);
      terminal.err().flush();
    }
  }

  /// Wipes what was shown.
  @Override
  public void close() {
    if (shown) {
      terminal.err().print(ERASE_LINE);
      terminal.err().flush();
    }
  }
}
