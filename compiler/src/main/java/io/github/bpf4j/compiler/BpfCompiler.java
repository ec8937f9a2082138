package io.github.bpf4j.compiler;

import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.inline.Inliner;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.IrPrinter;
import io.github.bpf4j.compiler.optimize.Optimizer;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.MethodCode;
import io.github.bpf4j.object.ProgramType;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
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
    return methods(type).stream().map(Method::getName).toList();
  }

  /// Compiles one program of `type`.
  ///
  /// @throws CompileException with everything that is wrong
  public static CompiledProgram compile(Class<?> type, CompilerOptions options) {
    var files = new ClassFiles();
    var method = select(type, options, files);
    var code =
        files.method(
            type,
            method.getName(),
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .descriptorString());
    if (code == null) {
      throw failure(
          Problem.BAD_SIGNATURE,
          files.sourceFile(type),
          0,
          method.getName() + " has no code",
          "give the method a body");
    }
    var program = Inliner.inline(files, code, options.accounting(), ProgramType.XDP.abortVerdict());
    var parts = program.parts();
    if (!parts.diagnostics().isEmpty()) {
      throw new CompileException(
          parts.diagnostics().stream()
              .sorted(Comparator.comparing(Diagnostic::file).thenComparingInt(Diagnostic::line))
              .toList());
    }
    for (Function function : program.functions()) {
      listen("inline", function, options);
      Optimizer.optimize(function, (pass, result) -> listen(pass, result, options));
    }
    return Assembly.assemble(method, program.functions(), parts, options);
  }

  private static void listen(String pass, Function function, CompilerOptions options) {
    var listener = options.passes();
    if (listener != null) {
      listener.accept(pass, IrPrinter.print(function));
    }
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Xdp.class))
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private static Method select(Class<?> type, CompilerOptions options, ClassFiles files) {
    var methods = methods(type);
    String file = files.sourceFile(type);
    if (methods.isEmpty()) {
      throw failure(
          Problem.NO_PROGRAM,
          file,
          0,
          "the class %s has no program".formatted(type.getSimpleName()),
          "annotate a method: @Xdp static XdpAction name(XdpContext ctx)");
    }
    for (int i = 1; i < methods.size(); i++) {
      String name = methods.get(i).getName();
      if (name.equals(methods.get(i - 1).getName())) {
        throw failure(
            Problem.DUPLICATE_PROGRAM,
            file,
            line(type, methods.get(i), files),
            "two programs have the name %s".formatted(name),
            "rename one of the methods");
      }
    }
    String wanted = options.program();
    Method method = methods.getFirst();
    if (wanted != null) {
      method =
          methods.stream()
              .filter(m -> m.getName().equals(wanted))
              .findFirst()
              .orElseThrow(() ->
                  failure(
                      Problem.NO_PROGRAM,
                      file,
                      0,
                      "the class %s has no program called %s"
                          .formatted(type.getSimpleName(), wanted),
                      "it has " + String.join(", ", programs(type))));
    } else if (methods.size() > 1) {
      throw failure(
          Problem.NO_PROGRAM,
          file,
          0,
          "the class %s has several programs: %s"
              .formatted(type.getSimpleName(), String.join(", ", programs(type))),
          "say which one");
    }
    var faults = new ArrayList<String>();
    if (!Modifier.isStatic(method.getModifiers())) {
      faults.add("it is not static");
    }
    if (method.getReturnType() != XdpAction.class) {
      faults.add("it does not return XdpAction");
    }
    if (!Arrays.equals(method.getParameterTypes(), new Class<?>[] {XdpContext.class})) {
      faults.add("it does not take just an XdpContext");
    }
    if (!faults.isEmpty()) {
      throw failure(
          Problem.BAD_SIGNATURE,
          file,
          line(type, method, files),
          "%s is no XDP program: %s".formatted(method.getName(), String.join(", ", faults)),
          "declare it as: @Xdp static XdpAction %s(XdpContext ctx)".formatted(method.getName()));
    }
    return method;
  }

  private static int line(Class<?> type, Method method, ClassFiles files) {
    MethodCode code =
        files.method(
            type,
            method.getName(),
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .descriptorString());
    return code == null || code.instructions().isEmpty() ? 0 : code.line(0);
  }

  private static CompileException failure(
      Problem problem, String file, int line, String message, String fix) {
    return new CompileException(List.of(new Diagnostic(problem, file, line, message, fix)));
  }
}
