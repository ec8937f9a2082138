package io.github.bpf4j.cli;

import io.github.bpf4j.api.Tunable;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.GlobalVariable;
import io.github.bpf4j.host.LoadOptions;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// The option that sets `@Tunable` fields.
final class TunableOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "The value of a @Tunable field; may be given for several.")
  private List<String> settings = List.of();

  boolean isEmpty() {
    return settings.isEmpty();
  }

  /// `options` with the values that were given.
  ///
  /// @param program the program, or one of those that share an object
  /// @throws CliException if there is no such field, or it cannot have the value
  LoadOptions set(LoadOptions options, CompiledProgram program) {
    var all = options;
    var names = new HashSet<String>();
    for (var setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw CliException.usage(
            "--set %s: a name and a value are needed\n  fix: write it as --set NAME=VALUE"
                .formatted(setting));
      }
      var name = setting.substring(0, equals);
      if (!names.add(name)) {
        throw CliException.usage(
            "--set %s: %s is set twice\n  fix: leave one out".formatted(setting, name));
      }
      var text = setting.substring(equals + 1);
      var variable = find(program, name);
      var value = TunableValue.parse(variable.type(), text);
      if (value.isEmpty()) {
        throw CliException.usage(
            "--set %s: '%s' is no value for %s\n  fix: give %s"
                .formatted(setting, text, name, TunableValue.describe(variable.type())));
      }
      all = all.withTunable(name, value.get());
    }
    return all;
  }

  private static GlobalVariable find(CompiledProgram program, String name) {
    var tunables = program.variables().stream().filter(TunableOptions::isTunable).toList();
    return tunables.stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow(() -> CliException.usage(missing(program, name, tunables)));
  }

  private static boolean isTunable(GlobalVariable variable) {
    return variable.holder() instanceof Field field && field.isAnnotationPresent(Tunable.class);
  }

  private static String missing(
      CompiledProgram program, String name, List<GlobalVariable> tunables) {
    var type = program.method().getDeclaringClass();
    var field = field(type, name);
    if (field.isPresent()) {
      return field.get().isAnnotationPresent(Tunable.class)
          ? "--set %s: no program of %s that is compiled here reads this field\n  fix: leave it out"
              .formatted(name, type.getSimpleName())
          : "--set %s: this field of %s is no @Tunable\n  fix: declare it as @Tunable static %s %s"
              .formatted(name, type.getSimpleName(), field.get().getType().getSimpleName(), name);
    }
    var known = tunables.stream().map(GlobalVariable::name).collect(Collectors.joining(", "));
    return "--set %s: %s uses no such @Tunable field\n  fix: %s"
        .formatted(
            name,
            type.getSimpleName(),
            known.isEmpty() ? "leave it out, as there are none" : "set one of " + known);
  }

  private static Optional<Field> field(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> field.getName().equals(name))
        .findFirst();
  }
}
