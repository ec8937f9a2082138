package io.github.bpf4j.cli.statistics;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.estimate.VerifierEstimate;
import io.github.bpf4j.host.BpfException;
import io.github.bpf4j.host.LoadOptions;
import io.github.bpf4j.isa.ControlFlow;
import io.github.bpf4j.kernel.KernelRejection;
import io.github.bpf4j.kernel.KernelRuntime;
import io.github.bpf4j.kernel.Verification;
import io.github.bpf4j.object.LogGates;
import io.github.bpf4j.object.ProgramDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The figures of an object's programs.
///
/// @param programs in the order of the object
/// @param kernel the version of the kernel that was asked, or why none was
public record ObjectStatistics(List<Program> programs, Kernel kernel) {
  /// Copies the list.
  public ObjectStatistics {
    programs = List.copyOf(programs);
  }

  /// The kernel that verified the programs.
  ///
  /// @param version its version, such as `6.18.44`
  /// @param refusal why it could not be asked; null where it could
  public record Kernel(String version, @Nullable String refusal) {}

  /// The figures of a program as it is loaded, with its log gates set.
  ///
  /// @param type the ELF section of its type
  /// @param estimate the instructions that the verifier will go through
  /// @param verification what the kernel says; null where there is none to ask
  public record Program(
      String name,
      String type,
      List<Function> functions,
      int estimate,
      @Nullable Verification verification) {
    /// Copies the list.
    public Program {
      functions = List.copyOf(functions);
    }

    /// The instructions of all functions.
    public int instructions() {
      return functions.stream().mapToInt(Function::instructions).sum();
    }
  }

  /// The figures of a function.
  ///
  /// @param stack bytes
  /// @param spilled how many values at a time found no register
  public record Function(String name, int instructions, int stack, int spilled) {}

  /// Counts, and asks the kernel where it lets us.
  ///
  /// @throws KernelRejection if the kernel's verifier refuses a program
  public static ObjectStatistics of(List<CompiledProgram> compiled, LoadOptions options) {
    var programs = new ArrayList<Program>();
    String refusal = null;
    for (var each : compiled) {
      Verification verification = null;
      if (refusal == null) {
        try {
          verification = new KernelRuntime().verify(each, options);
        } catch (KernelRejection e) {
          throw e;
        } catch (BpfException e) {
          refusal = e.getMessage();
        }
      }
      var loaded = LogGates.apply(each.program(), options.logLevel().ordinal());
      programs.add(
          new Program(
              loaded.name(),
              loaded.type().section(),
              functions(loaded),
              VerifierEstimate.of(loaded).instructions(),
              verification));
    }
    return new ObjectStatistics(programs, new Kernel(System.getProperty("os.version"), refusal));
  }

  private static List<Function> functions(ProgramDefinition program) {
    var flow = ControlFlow.of(program.insns());
    return program.functions().stream()
        .map(info -> {
          var code = flow.function(flow.indexOf(info.slot()));
          return new Function(
              info.name(), code.end() - code.start(), info.frame().bytes(), info.frame().spilled());
        })
        .toList();
  }
}
