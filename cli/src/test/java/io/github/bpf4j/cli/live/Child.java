package io.github.bpf4j.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bpf4j.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// `bpf4j` as a process of its own. Killed when it is closed.
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Output out;
  private final Output err;

  private Child(Process process) {
    this.process = process;
    out = new Output(process.getInputStream());
    err = new Output(process.getErrorStream());
  }

  /// Collects a stream as it comes.
  private static final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    Output(InputStream in) {
      reader = Thread.ofPlatform().daemon().start(() -> read(in));
    }

    private void read(InputStream in) {
      try (in) {
        var buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          synchronized (text) {
            text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      synchronized (text) {
        return text.toString();
      }
    }
  }

  /// Starts `bpf4j arguments` after `prefix`, such as [Cable#inside].
  static Child start(List<String> prefix, String... arguments) throws IOException {
    var command = new ArrayList<>(prefix);
    // What a shell starts in the background ignores SIGINT, and so would the JVM.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    return new Child(new ProcessBuilder(command).start());
  }

  /// Starts it inside `cable` and waits until its program is attached.
  static Child attached(Cable cable, String... arguments) throws Exception {
    var child = start(cable.inside(), arguments);
    try {
      child.awaitErr("Waiting for Ctrl-C...");
      return child;
    } catch (Throwable failed) {
      child.close();
      throw failed;
    }
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  void type(String line) throws IOException {
    write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// Writes to its standard input.
  void write(byte[] bytes) throws IOException {
    var in = process.getOutputStream();
    in.write(bytes);
    in.flush();
  }

  void endOfInput() throws IOException {
    process.getOutputStream().close();
  }

  void awaitErr(String part) throws InterruptedException {
    until(() -> err().contains(part), "'" + part + "' on standard error");
  }

  void awaitOut(String part) throws InterruptedException {
    until(() -> out().contains(part), "'" + part + "' on standard output");
  }

  private void until(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !process.isAlive() && !condition.getAsBoolean()) {
        throw new AssertionError(
            "no %s; standard output:%n%s%nstandard error:%n%s".formatted(what, out(), err()));
      }
      Thread.sleep(10);
    }
  }

  /// Sends a signal: `TERM`, `INT`, `KILL`, `STOP`, `CONT`.
  void signal(String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  /// Waits for the end.
  ///
  /// @return the status
  int end() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("it ends; standard error so far: " + err())
        .isTrue();
    out.reader.join();
    err.reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
