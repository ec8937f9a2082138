package io.github.bpf4j.compiler;

import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.read.ClassFiles;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The methods of a class that are programs.
///
/// @param all those that are annotated, sorted by name
record ProgramMethods(Class<?> type, ClassFiles files, List<Method> all) {
  static ProgramMethods of(Class<?> type, ClassFiles files) {
    return new ProgramMethods(type, files, annotated(type));
  }

  /// The annotated methods of `type`, sorted by name.
  static List<Method> annotated(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Xdp.class))
        .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
        .toList();
  }

  /// The methods to compile.
  ///
  /// @param wanted the name of one; null for all
  /// @throws CompileException with all that is wrong with their declarations
  List<Method> select(@Nullable String wanted) {
    var problems = new ArrayList<Diagnostic>();
    if (all.isEmpty()) {
      problems.add(
          noProgram(
              "the class %s has no program".formatted(type.getSimpleName()),
              "annotate a method: @Xdp static XdpAction name(XdpContext ctx)"));
    }
    for (int i = 1; i < all.size(); i++) {
      String name = all.get(i).getName();
      if (name.equals(all.get(i - 1).getName())) {
        problems.add(
            Diagnostic.at(
                position(all.get(i)),
                Problem.DUPLICATE_PROGRAM,
                "two programs have the name %s".formatted(name),
                "rename one of the methods"));
      }
    }
    var selected = all.stream().filter(m -> wanted == null || m.getName().equals(wanted)).toList();
    if (selected.isEmpty() && !all.isEmpty()) {
      problems.add(
          noProgram(
              "the class %s has no program called %s".formatted(type.getSimpleName(), wanted),
              "it has " + names()));
    }
    if (problems.isEmpty()) {
      selected.forEach(method -> check(method, problems));
    }
    if (!problems.isEmpty()) {
      throw new CompileException(problems);
    }
    return selected;
  }

  /// The method to compile where only one is wanted.
  ///
  /// @param wanted its name; null where there is just one
  Method selectOne(@Nullable String wanted) {
    var selected = select(wanted);
    if (selected.size() > 1) {
      throw new CompileException(
          List.of(
              noProgram(
                  "the class %s has several programs: %s".formatted(type.getSimpleName(), names()),
                  "say which one")));
    }
    return selected.getFirst();
  }

  /// The code of a method.
  MethodCode code(Method method) {
    var code = find(method);
    if (code == null) {
      throw new CompileException(
          List.of(
              Diagnostic.at(
                  position(method),
                  Problem.BAD_SIGNATURE,
                  method.getName() + " has no code",
                  "give the method a body")));
    }
    return code;
  }

  private void check(Method method, List<Diagnostic> problems) {
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
      problems.add(
          Diagnostic.at(
              position(method),
              Problem.BAD_SIGNATURE,
              "%s is no XDP program: %s".formatted(method.getName(), String.join(", ", faults)),
              "declare it as: @Xdp static XdpAction %s(XdpContext ctx)"
                  .formatted(method.getName())));
    }
  }

  private String names() {
    return String.join(", ", all.stream().map(Method::getName).toList());
  }

  private Diagnostic noProgram(String message, String fix) {
    var at = new Position(files.sourceFile(type), 0, "", SourceElement.declaration(type));
    return Diagnostic.at(at, Problem.NO_PROGRAM, message, fix);
  }

  /// The declaration of a method: class files have but the line where its code begins.
  private Position position(Method method) {
    var code = find(method);
    int line = code == null || code.instructions().isEmpty() ? 0 : code.line(0);
    return new Position(
        files.sourceFile(type),
        line,
        method.getName(),
        files.declaration(type, method.getName(), descriptor(method)));
  }

  private @Nullable MethodCode find(Method method) {
    return files.method(type, method.getName(), descriptor(method));
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .descriptorString();
  }
}
