package io.github.bpf4j.compiler;

import io.github.bpf4j.compiler.inline.Inliner;
import io.github.bpf4j.compiler.inline.ObjectParts;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.optimize.Optimizer;
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
      var functions = translated.programs().get(i);
      for (Function function : functions) {
        listen("inline", function, options);
        Optimizer.optimize(function, (pass, result) -> listen(pass, result, options));
      }
      programs.add(Assembly.program(selected.get(i), functions, parts, options));
    }
    report(parts);
    return Assembly.object(methods.type(), programs, parts);
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
