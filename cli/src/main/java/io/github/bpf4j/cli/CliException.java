package io.github.bpf4j.cli;

/// Ends the command with a message for the user.
public final class CliException extends RuntimeException {
  private final int exitCode;

  /// With one of the statuses of [ExitCode]. The message says what failed, why, and the fix.
  public CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The program or its input is at fault.
  public static CliException fault(String message) {
    return new CliException(ExitCode.FAULT, message);
  }

  /// The command line is wrong.
  public static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }

  /// What the process ends with.
  public int exitCode() {
    return exitCode;
  }
}
