package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.estimate.VerifierEstimate;
import io.github.bpf4j.compiler.inline.Inliner;
import io.github.bpf4j.compiler.inline.ObjectParts;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.optimize.Optimizer;
import io.github.bpf4j.compiler.outline.LoopOutliner;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.object.ProgramType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Compiles Java methods to eBPF programs: from the class files of loaded classes, in process.
///
/// ```java
/// CompiledProgram program = BpfCompiler.compile(FunXdp.class);
/// ```
///
/// The class's static initialiser runs, because `static final` fields are evaluated. The same class
/// files give the same object.
public final class BpfCompiler {
  /// From how many instructions for the verifier on loops become functions: estimates are rough, and
  /// the kernel gives up at a million.
  private static final int TOO_MUCH = 300_000;

  private BpfCompiler() {}

  /// Compiles the only program of `type`.
  ///
  /// @throws CompileException with everything that is wrong
  public static CompiledProgram compile(Class<?> type) {
    return compile(type, CompilerOptions.DEFAULT);
  }

  /// The names of the programs of `type`: its annotated methods, sorted.
  public static List<String> programs(Class<?> type) {
    return ProgramMethods.annotated(type).stream().map(Method::getName).toList();
  }

  /// Compiles one program of `type`.
  ///
  /// @throws CompileException with everything that is wrong
  public static CompiledProgram compile(Class<?> type, CompilerOptions options) {
    var methods = ProgramMethods.of(type, new ClassFiles());
    return compile(methods, List.of(methods.selectOne(options.program())), options).getFirst();
  }

  /// Compiles all programs of `type`, or the one that the options name, to one object: they share its
  /// maps, variables and log statements.
  ///
  /// @return the programs sorted by name, each with the same object
  /// @throws CompileException with everything that is wrong with any of them
  public static List<CompiledProgram> compileAll(Class<?> type, CompilerOptions options) {
    var methods = ProgramMethods.of(type, new ClassFiles());
    return compile(methods, methods.select(options.program()), options);
  }

  private static List<CompiledProgram> compile(
      ProgramMethods methods, List<Method> selected, CompilerOptions options) {
    var translated =
        Inliner.inline(
            methods.files(),
            selected.stream().map(methods::code).toList(),
            options.accounting(),
            ProgramType.XDP.abortVerdict());
    var parts = translated.parts();
    report(parts);
    var programs = new ArrayList<Assembly.Program>();
    for (int i = 0; i < selected.size(); i++) {
      var functions = new ArrayList<>(translated.programs().get(i));
      for (Function function : functions) {
        listen("inline", function, options);
        Optimizer.optimize(function, (pass, result) -> listen(pass, result, options));
      }
      var program = Assembly.program(selected.get(i), functions, parts, options);
      if (functions.stream().anyMatch(LoopOutliner::hasLoop)
          && VerifierEstimate.reaches(TOO_MUCH, program.code().insns())) {
        outline(functions, options);
        program = Assembly.program(selected.get(i), functions, parts, options);
      }
      programs.add(program);
    }
    report(parts);
    return Assembly.object(methods.type(), programs, parts);
  }

  /// Makes every loop a function of its own.
  private static void outline(List<Function> functions, CompilerOptions options) {
    // Those that are added have loops within, whose turn was before theirs.
    for (Function function : List.copyOf(functions)) {
      for (var loop = LoopOutliner.outline(function, functions.size());
          loop != null;
          loop = LoopOutliner.outline(function, functions.size())) {
        functions.add(loop);
        for (Function changed : List.of(function, loop)) {
          listen("LoopOutliner", changed, options);
          Optimizer.optimize(changed, (pass, result) -> listen(pass, result, options));
        }
      }
    }
  }

  private static void report(ObjectParts parts) {
    if (!parts.diagnostics().isEmpty()) {
      throw new CompileException(
          parts.diagnostics().stream()
              .sorted(Comparator.comparing(Diagnostic::file).thenComparingInt(Diagnostic::line))
              .toList());
    }
  }

  private static void listen(String pass, Function function, CompilerOptions options) {
    var listener = options.passes();
    if (listener != null) {
      listener.accept(pass, IrPrinter.print(function));
    }
  }
}
