package io.github.bpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new Main())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void saysItsVersionAndTheJdk() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("bpf4j ").contains("JDK " + Runtime.version());
  }

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: bpf4j");
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(run("--nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("--nonsense");
  }
}
