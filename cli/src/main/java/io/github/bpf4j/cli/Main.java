package io.github.bpf4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `bpf4j` command, and where it starts: joins the subcommands, turns failures into messages and
/// exit statuses (see [ExitCode]).
@Command(
    name = "bpf4j",
    description = "Write, test, load and measure eBPF programs in Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit status: 0 done, 1 the program or its input is at fault, 2 usage, 3 the system refused."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /// Runs the command that `args` name, and ends the JVM with its exit status.
  public static void main(String[] args) {
    System.exit(run(Terminal.system(), args));
  }

  /// Runs the command that `args` name on `terminal`.
  ///
  /// @return its exit status
  public static int run(Terminal terminal, String... args) {
    // What follows a program with a main of its own is for that main.
    var run = new CommandLine(new RunCommand(terminal)).setStopAtPositional(true);
    return new CommandLine(new Main())
        .addSubcommand("run", run)
        .addSubcommand("demo", new DemoCommand(terminal))
        .addSubcommand("dump", new DumpCommand(terminal))
        .addSubcommand("doctor", new DoctorCommand(terminal))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((misuse, _) -> misused(misuse))
        .setExecutionExceptionHandler((failure, _, _) ->
            failure instanceof ParameterException misuse
                ? misused(misuse)
                : Failures.report(failure, false, terminal.err()))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int misused(ParameterException misuse) {
    var command = misuse.getCommandLine();
    var err = command.getErr();
    err.println("error: " + misuse.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(misuse, err)) {
      err.println("usage: " + command.getHelp().synopsis(0).strip());
    }
    if (!command.getSubcommands().isEmpty()) {
      err.println("commands: " + String.join(", ", command.getSubcommands().keySet()));
    }
    err.printf("Try '%s --help' for more.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "bpf4j %s (JDK %s, %s %s)"
            .formatted(
                Objects.requireNonNullElse(version, "development"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"))
      };
    }
  }
}
