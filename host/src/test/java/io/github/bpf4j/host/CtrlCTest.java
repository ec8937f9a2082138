package io.github.bpf4j.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CtrlCTest {
  /// What the child processes run.
  static final class Waiting {
    private Waiting() {}

    public static void main(String... args) throws InterruptedException {
      try (var ctrlC = CtrlC.caught()) {
        System.out.println("waiting");
        if (args.length == 0) {
          ctrlC.await();
        } else {
          Thread.sleep(Duration.ofSeconds(20));
        }
      }
      System.out.println("returned");
    }
  }

  private static Process start(String... args) throws Exception {
    var command = new ArrayList<String>();
    if (System.getProperty("os.name").equals("Linux")) {
      // What a shell starts in the background ignores SIGINT, and so would the JVM.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Waiting.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalMakesAwaitReturnAndTheProgramEndsWithStatusZero(String name) throws Exception {
    var process = start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("waiting");
      signal(name, process);
      assertThat(out.readLine()).isEqualTo("returned");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theSecondSignalEndsAProgramThatDoesNotListen() throws Exception {
    var process = start("deaf");
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("waiting");
      signal("TERM", process);
      assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
      signal("TERM", process);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutASignalItWaitsAsLongAsItWasTold() throws InterruptedException {
    try (var ctrlC = CtrlC.caught()) {
      assertThat(ctrlC.await(Duration.ofMillis(10))).isFalse();
      assertThat(ctrlC.pressed()).isFalse();
    }
  }
}
