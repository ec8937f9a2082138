package io.github.bpf4j.cli;

/// What the command's exit status says.
public final class ExitCode {
  /// Everything was done.
  public static final int DONE = 0;

  /// The program, or its input, is at fault.
  public static final int FAULT = 1;

  /// The command line is wrong.
  public static final int USAGE = 2;

  /// The system refused: no privilege, no such interface, no such feature.
  public static final int REFUSED = 3;

  private ExitCode() {}
}
