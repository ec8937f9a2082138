package io.github.bpf4j.cli;

import io.github.bpf4j.cli.classes.TargetClasses;
import io.github.bpf4j.cli.statistics.ObjectStatistics;
import io.github.bpf4j.cli.statistics.StatisticsJson;
import io.github.bpf4j.cli.statistics.StatisticsText;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.host.Tunables;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.elf.ElfWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bpf4j compile`: writes a class's programs to an ELF file.
@Command(
    name = "compile",
    sortOptions = false,
    description = "Compiles the programs of a class to an ELF file, for bpftool and libbpf.",
    footer = {
      "",
      "Examples:",
      "  bpf4j compile FunXdp.java",
      "  bpftool prog load fun_xdp.o /sys/fs/bpf/fun_xdp",
      "  bpf4j compile FunXdp.java --stats -o /tmp/fun.o"
    })
final class CompileCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private HelpOption help = new HelpOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it (default: the class's name, as fun_xdp.o for FunXdp).")
  private @Nullable Path output;

  @Option(
      names = "--stats",
      description =
          "Print what the programs are like, and what the kernel's verifier has to do: an estimate,"
              + " and the figures of this machine's kernel where it may be asked.")
  private boolean statistics;

  @Mixin private OutputOptions format = new OutputOptions();

  @Mixin private TargetOptions targets = new TargetOptions();

  @Mixin private TunableOptions tunables = new TunableOptions();

  CompileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (TargetClasses classes = targets.load()) {
      var plain = targets.compileAll(classes);
      var settings = tunables.set(LoadOptions.DEFAULT, plain.getFirst());
      var compiled = plain.stream().map(each -> Tunables.apply(each, settings)).toList();
      var object = compiled.getFirst().object();
      var file = output == null ? Path.of(defaultName(object.name())) : output;
      requireFile(file, object.name());
      var bytes = ElfWriter.write(object, format.level().ordinal());
      write(file, bytes);
      report(file, bytes.length, compiled);
    }
    return ExitCode.DONE;
  }

  private static void requireFile(Path file, String className) {
    if (Files.isDirectory(file)) {
      throw CliException.usage(
          "cannot write '%s': it is a folder\n  fix: name a file in it: -o %s"
              .formatted(file, file.resolve(defaultName(className))));
    }
    var folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CliException.fault(
          "cannot write %s: there is no folder %s\n  fix: make it first, or name another with -o"
              .formatted(file, folder));
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (AccessDeniedException _) {
      throw CliException.fault(
          "cannot write %s: it is not allowed here\n  fix: name another file with -o"
              .formatted(file));
    } catch (IOException e) {
      throw CliException.fault("cannot write %s: %s".formatted(file, e));
    }
  }

  private void report(Path file, int bytes, List<CompiledProgram> compiled) {
    var figures = statistics ? ObjectStatistics.of(compiled, format.loadOptions()) : null;
    var out = new PrintStream(terminal.out(), false, StandardCharsets.UTF_8);
    switch (format.format()) {
      case TEXT -> {
        out.println(summary(file, bytes, compiled.getFirst().object()));
        if (figures != null) {
          StatisticsText.lines(figures).forEach(out::println);
        }
      }
      case JSON -> out.println(StatisticsJson.of(file.toString(), bytes, figures));
    }
    out.flush();
  }

  private static String summary(Path file, int bytes, BpfObject object) {
    var names = object.programs().stream().map(program -> program.name()).toList();
    return "%s: %s, %,d bytes".formatted(file, String.join(", ", names), bytes);
  }

  /// `fun_xdp.o` for `FunXdp`.
  static String defaultName(String className) {
    return className
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
            .toLowerCase(Locale.ROOT)
        + ".o";
  }
}
