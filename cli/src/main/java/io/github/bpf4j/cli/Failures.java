package io.github.bpf4j.cli;

import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.kernel.KernelRejection;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Turns what was thrown into a message for the user and an exit status.
final class Failures {
  private Failures() {}

  /// Prints the message.
  ///
  /// @param verbose whether to print what lies behind it too, such as the log of the kernel's verifier
  /// @return the status
  static int report(Throwable failure, boolean verbose, PrintStream err) {
    var message = Objects.requireNonNullElse(failure.getMessage(), "");
    switch (failure) {
      case CliException e -> {
        err.println(error(message));
        return e.exitCode();
      }
      case CompileException _ -> {
        err.println(message);
        return ExitCode.FAULT;
      }
      case BpfException e -> {
        if (verbose && !e.details().isEmpty()) {
          err.println(e.details().stripTrailing());
        }
        err.println(error(message));
        return failure instanceof KernelRejection ? ExitCode.FAULT : ExitCode.REFUSED;
      }
      case IOException _, UncheckedIOException _ -> {
        err.println(error(message));
        return ExitCode.FAULT;
      }
      default -> {
        err.println("error: bpf4j itself failed; please report this:");
        failure.printStackTrace(err);
        return ExitCode.FAULT;
      }
    }
  }

  /// Messages that begin with a place in a source file say `error:` themselves.
  private static String error(String message) {
    var first = message.lines().findFirst().orElse("");
    return first.contains(": error: ") || first.startsWith("error:")
        ? message
        : "error: " + message;
  }
}
