package io.github.bpf4j.cli;

import picocli.CommandLine.Option;

/// `--help` of a subcommand.
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this and exit.")
  private boolean asked;

  boolean asked() {
    return asked;
  }
}
