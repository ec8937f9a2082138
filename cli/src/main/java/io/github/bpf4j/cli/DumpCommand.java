package io.github.bpf4j.cli;

import io.github.bpf4j.cli.classes.TargetClasses;
import io.github.bpf4j.compiler.CompilerOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bpf4j dump`: what the compiler makes of a program.
@Command(
    name = "dump",
    description = "Prints a program's eBPF instructions under the Java lines they come from.")
final class DumpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private HelpOption help = new HelpOption();

  @Option(
      names = "--ir",
      description = "Print the intermediate representation after each pass too.")
  private boolean ir;

  @Mixin private TargetOptions targets = new TargetOptions();

  DumpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var out = new PrintStream(terminal.out(), false, StandardCharsets.UTF_8);
    try (TargetClasses classes = targets.load()) {
      var options = CompilerOptions.DEFAULT;
      if (ir) {
        options =
            options.withPasses(
                (pass, text) -> out.printf("=== %s%n%s%n", pass, text.stripTrailing()));
      }
      var compiled = targets.compile(classes, options);
      if (ir) {
        out.println("=== program");
      }
      out.print(Listing.of(compiled.object(), compiled.program()));
    } finally {
      out.flush();
    }
    return ExitCode.DONE;
  }
}
