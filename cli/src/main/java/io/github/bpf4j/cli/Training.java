package io.github.bpf4j.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What the launcher runs once so that the JVM keeps the classes that commands use
/// (`-XX:AOTCacheOutput`). It prints nothing and attaches nothing; a command that cannot work on
/// this machine, such as one that needs root, trains what it reaches.
final class Training {
  private Training() {}

  /// Runs the commands.
  ///
  /// @param args the source file of an XDP program, and its class
  public static void main(String[] args) {
    String source = args[0];
    String name = args[1];
    train("doctor");
    train("dump", source);
    for (var runtime : RuntimeKind.values()) {
      train("run", source, "--pcap", "-", "--runtime", runtime.toString());
    }
    train("run", name, "--pcap", "-", "--format", "json");
    train("demo");
  }

  private static void train(String... command) {
    InputStream capture =
        Objects.requireNonNull(Training.class.getResourceAsStream("demo.pcap"), "demo.pcap");
    var nowhere = OutputStream.nullOutputStream();
    var errors = new PrintStream(nowhere, false, StandardCharsets.UTF_8);
    Main.run(new Terminal(capture, nowhere, errors, false, false), command);
  }
}
