package io.github.bpf4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
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
    var bpf4j = new CommandLine(new Main());
    var commands = commands(terminal);
    // To read a command's annotations takes a while: where one is named, leave out the others.
    boolean named = args.length > 0 && commands.containsKey(args[0]);
    commands.forEach((name, command) -> {
      if (!named || name.equals(args[0])) {
        bpf4j.addSubcommand(name, command.get());
      }
    });
    return bpf4j
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

  /// In the order of the help.
  private static Map<String, Supplier<CommandLine>> commands(Terminal terminal) {
    var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
    // What follows a program with a main of its own is for that main.
    commands.put("run", () -> new CommandLine(new RunCommand(terminal)).setStopAtPositional(true));
    commands.put("compile", () -> new CommandLine(new CompileCommand(terminal)));
    commands.put("demo", () -> new CommandLine(new DemoCommand(terminal)));
    commands.put("dump", () -> new CommandLine(new DumpCommand(terminal)));
    commands.put("doctor", () -> new CommandLine(new DoctorCommand(terminal)));
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int misused(ParameterException misuse) {
    var command = misuse.getCommandLine();
    var err = command.getErr();
    // picocli begins some of its messages with the word
    err.println("error: " + String.valueOf(misuse.getMessage()).replaceFirst("^Error: ", ""));
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
