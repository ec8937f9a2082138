package io.github.bpf4j.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `bpf4j` command, and where it starts.
///
/// Exit status: 0 done, 1 the program or its input is at fault, 2 usage, 3 the system refused.
@Command(
    name = "bpf4j",
    description = "Write, test, load and measure eBPF programs in Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs the command that `args` name, and ends the JVM with its exit status.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
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
