package io.github.bpf4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs a command as a shell would, in this JVM.
final class Bpf4j {
  private Bpf4j() {}

  /// What it left.
  record Outcome(int status, String out, String err) {
    /// The lines of standard output.
    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Outcome run(String... args) {
    return runWithInput(new byte[0], args);
  }

  static Outcome runWithInput(byte[] in, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream(in),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    int status = Main.run(terminal, args);
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
