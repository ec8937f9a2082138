package io.github.bpf4j.host;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns Ctrl-C (SIGINT) and `kill` (SIGTERM) into an ordinary return, so that a program can detach,
/// print its last results, and end with status 0.
///
/// ```java
/// try (var ctrlC = CtrlC.caught()) {
///   while (!ctrlC.await(Duration.ofSeconds(1))) {
///     printTable();
///   }
/// }
/// ```
///
/// A second signal ends the process at once, for the case that the first one does not get through.
public final class CtrlC implements AutoCloseable {
  /// What a shell reports for a process that SIGINT ended.
  private static final int INTERRUPTED = 130;

  private final CountDownLatch pressed = new CountDownLatch(1);
  private final SignalAction interrupt = SignalAction.on("INT", this::arrived);
  private final SignalAction terminate = SignalAction.on("TERM", this::arrived);

  private CtrlC() {}

  /// From now until [#close] the two signals do not end the process.
  ///
  /// @throws IllegalArgumentException if the JVM was started with `-Xrs`
  public static CtrlC caught() {
    return new CtrlC();
  }

  /// Whether a signal has come.
  public boolean pressed() {
    return pressed.getCount() == 0;
  }

  /// Waits for a signal.
  public void await() throws InterruptedException {
    pressed.await();
  }

  /// Waits for a signal, but no longer than `time`.
  ///
  /// @return whether a signal has come
  public boolean await(Duration time) throws InterruptedException {
    return pressed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// The signals do again what they did before.
  @Override
  public void close() {
    terminate.close();
    interrupt.close();
  }

  private void arrived() {
    if (pressed()) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    pressed.countDown();
  }
}
