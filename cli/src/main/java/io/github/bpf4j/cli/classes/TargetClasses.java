package io.github.bpf4j.cli.classes;

import io.github.bpf4j.api.Xdp;
import io.github.bpf4j.cli.CliException;
import io.github.bpf4j.cli.source.SourceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The classes that a target stands for, loaded but not initialised.
///
/// @param target what the user wrote
/// @param classes the target's own classes, the first one first
/// @param sources the source files of classes
/// @param loader who loaded them; closed with this
public record TargetClasses(
    String target, List<Class<?>> classes, SourceFiles sources, URLClassLoader loader)
    implements AutoCloseable {
  /// Copies the list.
  public TargetClasses {
    classes = List.copyOf(classes);
  }

  /// Turns assertions on, in classes that were not initialised yet.
  public void enableAssertions() {
    loader.setDefaultAssertionStatus(true);
    // bpf4j's own examples belong to another loader.
    classes.forEach(type -> type.getClassLoader().setClassAssertionStatus(type.getName(), true));
  }

  /// One XDP program of the target.
  public record Program(Class<?> type, String name) {}

  /// What goes into one object.
  ///
  /// @param type the class of the programs
  /// @param program one of them; all where it is absent
  public record Selection(Class<?> type, Optional<String> program) {}

  /// The programs to compile: all of a class, or one.
  ///
  /// @param wanted a class's name, a method's name, or `Class.method`; needed where several classes have
  ///     programs
  /// @throws CliException if there is none, or which ones is not clear
  public Selection selection(Optional<String> wanted) {
    var types =
        programs().stream()
            .map(Program::type)
            .distinct()
            .filter(type ->
                wanted.isEmpty()
                    || type.getSimpleName().equals(wanted.get())
                    || type.getName().equals(wanted.get()))
            .toList();
    if (types.size() == 1) {
      return new Selection(types.getFirst(), Optional.empty());
    }
    if (types.size() > 1) {
      throw CliException.usage(
          "%s has several classes with XDP programs: %s\n  fix: choose one with --program NAME"
              .formatted(
                  target,
                  types.stream()
                      .map(Class::getSimpleName)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    var one = program(wanted);
    return new Selection(one.type(), Optional.of(one.name()));
  }

  /// The program to run.
  ///
  /// @param wanted the method's name, or `Class.method`; needed where there are several
  /// @throws CliException if there is none, or which one is not clear
  public Program program(Optional<String> wanted) {
    var all = programs();
    if (all.isEmpty()) {
      throw CliException.fault(
          """
          %s has no XDP program
            fix: mark a method with @Xdp: @Xdp static XdpAction %s(XdpContext ctx) { … }\
          """
              .formatted(target, decapitalised(classes.getFirst().getSimpleName())));
    }
    var fitting = all.stream().filter(p -> wanted.isEmpty() || isNamed(p, wanted.get())).toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    if (fitting.isEmpty()) {
      throw CliException.usage(
          "%s has no XDP program '%s'; it has %s".formatted(target, wanted.orElse(""), names(all)));
    }
    var sameName = fitting.stream().map(Program::name).distinct().count() == 1;
    var sameClass = fitting.stream().map(Program::type).distinct().count() == 1;
    if (sameName && sameClass) {
      throw CliException.fault(
          "%s has %d XDP programs named '%s'\n  fix: give each @Xdp method of a class a name of its own"
              .formatted(target, fitting.size(), fitting.getFirst().name()));
    }
    throw CliException.usage(
        "%s has several XDP programs: %s\n  fix: choose one with --program NAME"
            .formatted(target, names(fitting)));
  }

  /// The `main` to start, if the target's first class has one: `main(String[])` or `main()`, static or
  /// not, as the `java` command would choose (JLS 12.1.4).
  public Optional<Method> main() {
    var type = classes.getFirst();
    return Stream.of(new Class<?>[] {String[].class}, new Class<?>[0])
        .flatMap(parameters ->
            Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getName().equals("main"))
                .filter(m -> m.getReturnType() == void.class)
                .filter(m -> !java.lang.reflect.Modifier.isPrivate(m.getModifiers()))
                .filter(m -> Arrays.equals(m.getParameterTypes(), parameters)))
        .findFirst();
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Program> programs() {
    var programs = new ArrayList<Program>();
    for (var type : classes) {
      try {
        for (var method : type.getDeclaredMethods()) {
          if (method.isAnnotationPresent(Xdp.class)) {
            programs.add(new Program(type, method.getName()));
          }
        }
      } catch (NoClassDefFoundError e) {
        throw CliException.fault(
            "%s uses the class %s, which is not found\n  fix: add the folder or jar that has it with --class-path"
                .formatted(target, String.valueOf(e.getMessage()).replace('/', '.')));
      }
    }
    return programs;
  }

  private static boolean isNamed(Program program, String wanted) {
    return program.name().equals(wanted)
        || (program.type().getSimpleName() + '.' + program.name()).equals(wanted)
        || (program.type().getName() + '.' + program.name()).equals(wanted);
  }

  private static String names(List<Program> programs) {
    boolean oneClass = programs.stream().map(Program::type).distinct().count() == 1;
    return programs.stream()
        .map(p -> oneClass ? p.name() : p.type().getSimpleName() + '.' + p.name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String decapitalised(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
