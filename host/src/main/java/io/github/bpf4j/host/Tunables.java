package io.github.bpf4j.host;

import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.GlobalVariable;
import io.github.bpf4j.object.BpfObject;
import io.github.bpf4j.object.MapDefinition;
import java.util.ArrayList;
import java.util.Objects;

/// Sets what a program lets be set before it is loaded.
public final class Tunables {
  private Tunables() {}

  /// `program` with the tunables of `options` in its object.
  ///
  /// @throws IllegalArgumentException if there is no such tunable, or the value is of another type
  public static CompiledProgram apply(CompiledProgram program, LoadOptions options) {
    if (options.tunables().isEmpty()) {
      return program;
    }
    var maps = new ArrayList<>(program.object().maps());
    options
        .tunables()
        .forEach((name, value) -> {
          var variable = VariableBytes.find(program, name);
          MapDefinition map = maps.get(variable.map());
          if (!map.constant()) {
            throw new IllegalArgumentException(
                "the variable %s is no @Tunable: set it in the loaded program".formatted(name));
          }
          var bytes = Objects.requireNonNull(map.globals()).bytes();
          VariableBytes.write(variable, value, bytes);
          maps.set(variable.map(), map.withGlobals(bytes));
        });
    var object = program.object();
    return new CompiledProgram(
        program.method(),
        new BpfObject(object.name(), object.programs(), maps, object.license()),
        program.program(),
        program.maps(),
        program.variables());
  }

  /// Refuses to change what only a load can set.
  static void requireChangeable(CompiledProgram program, GlobalVariable variable) {
    if (program.object().maps().get(variable.map()).constant()) {
      throw new IllegalArgumentException(
          "the variable %s is constant while the program is loaded: set it with the load's options"
              .formatted(variable.name()));
    }
  }
}
