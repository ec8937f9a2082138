package io.github.bpf4j.cli;

import io.github.bpf4j.api.LogLevel;
import io.github.bpf4j.cli.classes.TargetClasses;
import io.github.bpf4j.cli.classes.Targets;
import io.github.bpf4j.compiler.BpfCompiler;
import io.github.bpf4j.compiler.CompileException;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.CompilerOptions;
import io.github.bpf4j.isa.IsaVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that say which program is meant and how it is compiled.
final class TargetOptions {
  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "A .java file, a .class file, or the name of a class.")
  private String target = "";

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "Folders and jars with the classes that TARGET uses (default: this folder).")
  private String classPath = ".";

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "Which @Xdp method, where there are several: its name, or Class.name.")
  private @Nullable String program;

  @Option(
      names = {"-ea", "--assertions"},
      description = "Compile assert statements, which are left out otherwise.")
  private boolean assertions;

  @Option(
      names = "--no-accounting",
      description = "Leave out the counting of aborted packets and lost log records.")
  private boolean noAccounting;

  @Option(
      names = "--target",
      paramLabel = "VERSION",
      description = "The newest instruction set to use: v3 (default; Linux 5.1) or v4 (Linux 6.6).")
  private InstructionSet instructions = InstructionSet.V3;

  /// The instruction sets to choose from.
  private enum InstructionSet {
    V3(IsaVersion.V3),
    V4(IsaVersion.V4);

    private final IsaVersion version;

    InstructionSet(IsaVersion version) {
      this.version = version;
    }
  }

  /// What the user named.
  String target() {
    return target;
  }

  /// The classes of the target.
  TargetClasses load() {
    return Targets.load(target, classPath);
  }

  /// Turns assertions on in `classes`, if that was asked for.
  void enableAssertions(TargetClasses classes) {
    if (assertions) {
      classes.enableAssertions();
    }
  }

  /// Compiles the chosen program of `classes`.
  ///
  /// @throws CliException with every problem of the program, each with its source line
  CompiledProgram compile(TargetClasses classes) {
    return compile(classes, CompilerOptions.DEFAULT);
  }

  /// Compiles with more options.
  CompiledProgram compile(TargetClasses classes, CompilerOptions options) {
    var chosen = classes.program(Optional.ofNullable(program));
    return compiled(
        classes,
        options.withProgram(chosen.name()),
        whole -> BpfCompiler.compile(chosen.type(), whole));
  }

  /// Compiles all programs of a class of `classes`, or the chosen one, to one object.
  ///
  /// @throws CliException with every problem of the programs, each with its source line
  List<CompiledProgram> compileAll(TargetClasses classes) {
    var chosen = classes.selection(Optional.ofNullable(program));
    return compiled(
        classes,
        CompilerOptions.DEFAULT.withProgram(chosen.program().orElse(null)),
        whole -> BpfCompiler.compileAll(chosen.type(), whole));
  }

  private <T> T compiled(
      TargetClasses classes, CompilerOptions options, Function<CompilerOptions, T> compiler) {
    enableAssertions(classes);
    try {
      return compiler.apply(
          options
              .withAccounting(!noAccounting)
              .withTarget(instructions.version)
              .withSources(classes.sources()));
    } catch (CompileException e) {
      throw CliException.fault(Diagnostics.render(e.diagnostics(), classes.sources()));
    }
  }

  /// The level that `BPF4J_LOG` asks for, else INFO.
  static LogLevel defaultLevel() {
    var name = System.getenv("BPF4J_LOG");
    if (name == null || name.isBlank()) {
      return LogLevel.INFO;
    }
    for (var level : LogLevel.values()) {
      if (level.name().equalsIgnoreCase(name.strip())) {
        return level;
      }
    }
    throw CliException.usage(
        "the variable BPF4J_LOG is '%s', but must be error, warn, info, debug or trace"
            .formatted(name));
  }
}
