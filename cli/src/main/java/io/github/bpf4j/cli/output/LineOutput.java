package io.github.bpf4j.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Lines to standard output. A line after a pause is written at once; lines that come in a burst share a
/// write, and none waits longer than 20 milliseconds. So a live program is seen live, and a capture
/// replays at full speed. Safe for use by several threads.
///
/// Whoever reads the output may stop early, as `head` does: then [#isClosedByReader] says so and
/// further lines vanish.
public final class LineOutput implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final long PATIENCE_MILLIS = 20;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final Thread flusher =
      Thread.ofPlatform().daemon().name("bpf4j-output").unstarted(this::flushLate);
  private int used;
  private long lastWriteNanos = System.nanoTime() - PATIENCE_MILLIS * 1_000_000;
  private boolean closed;
  private boolean closedByReader;
  private boolean flusherStarted;

  /// On top of `out`, which should not buffer by itself.
  public LineOutput(OutputStream out) {
    this.out = out;
  }

  /// Appends `text` and a line feed, in UTF-8.
  public synchronized void line(String text) {
    append(text.getBytes(StandardCharsets.UTF_8));
    append((byte) '\n');
    if (System.nanoTime() - lastWriteNanos >= PATIENCE_MILLIS * 1_000_000) {
      flush();
    } else if (flusherStarted) {
      notifyAll();
    } else {
      flusherStarted = true;
      flusher.start();
    }
  }

  /// Writes what is buffered.
  ///
  /// @throws UncheckedIOException if that fails for another reason than that nobody reads any more
  public synchronized void flush() {
    if (used == 0) {
      return;
    }
    int count = used;
    used = 0;
    lastWriteNanos = System.nanoTime();
    if (closedByReader) {
      return;
    }
    try {
      out.write(buffer, 0, count);
      out.flush();
    } catch (IOException e) {
      if (!isBrokenPipe(e)) {
        throw new UncheckedIOException("cannot write to standard output: " + e.getMessage(), e);
      }
      closedByReader = true;
    }
  }

  /// Whether nobody reads the output any more.
  public synchronized boolean isClosedByReader() {
    return closedByReader;
  }

  /// Writes what is buffered; leaves the stream open.
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    flush();
  }

  private void append(byte[] bytes) {
    int from = 0;
    while (from < bytes.length) {
      if (used == BUFFER) {
        flush();
      }
      int count = Math.min(bytes.length - from, BUFFER - used);
      System.arraycopy(bytes, from, buffer, used, count);
      used += count;
      from += count;
    }
  }

  private void append(byte b) {
    if (used == BUFFER) {
      flush();
    }
    buffer[used++] = b;
  }

  private synchronized void flushLate() {
    try {
      while (!closed) {
        while (used == 0 && !closed) {
          wait();
        }
        long left = PATIENCE_MILLIS - (System.nanoTime() - lastWriteNanos) / 1_000_000;
        if (left > 0 && !closed) {
          wait(left);
        } else {
          flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UncheckedIOException e) {
      // The next flush by whoever writes meets the same failure and reports it.
    }
  }

  private static boolean isBrokenPipe(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
  }
}
