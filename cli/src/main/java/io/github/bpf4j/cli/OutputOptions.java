package io.github.bpf4j.cli;

import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.cli.output.JsonReporter;
import io.github.bpf4j.cli.output.LineOutput;
import io.github.bpf4j.cli.output.Reporter;
import io.github.bpf4j.cli.output.TextReporter;
import io.github.bpf4j.host.LoadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say how results are printed.
final class OutputOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), or json: one object a line.")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "error, warn, info (default), debug or trace; the rest is switched off inside the"
              + " program. The variable BPF4J_LOG does the same.")
  private @Nullable LogLevel level;

  LogLevel level() {
    return level == null ? TargetOptions.defaultLevel() : level;
  }

  LoadOptions loadOptions() {
    return LoadOptions.DEFAULT.withLogLevel(level());
  }

  OutputFormat format() {
    return format;
  }

  Reporter reporter(LineOutput out, Terminal terminal) {
    return switch (format) {
      case TEXT -> new TextReporter(out, terminal.err(), terminal.colour());
      case JSON -> new JsonReporter(out);
    };
  }
}
