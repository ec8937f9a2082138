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
    return switch (failure) {
      case CliException e -> said(error(message), e.exitCode(), err);
      case CompileException _ -> said(message, ExitCode.FAULT, err);
      case BpfException e -> {
        if (verbose && !e.details().isEmpty()) {
          err.println(e.details().stripTrailing());
        }
        yield said(
            error(verbose ? message.replace("\n  its whole log: run with -v", "") : message),
            e instanceof KernelRejection ? ExitCode.FAULT : ExitCode.REFUSED,
            err);
      }
      case IOException _, UncheckedIOException _ -> said(error(message), ExitCode.FAULT, err);
      default -> {
        err.println("error: bpf4j itself failed; please report this:");
        failure.printStackTrace(err);
        yield ExitCode.FAULT;
      }
    };
  }

  private static int said(String message, int status, PrintStream err) {
    err.println(message);
    return status;
  }

  /// Messages that begin with a place in a source file say `error:` themselves.
  private static String error(String message) {
    var first = message.lines().findFirst().orElse("");
    return first.contains(": error: ") || first.startsWith("error:")
        ? message
        : "error: " + message;
  }
}
