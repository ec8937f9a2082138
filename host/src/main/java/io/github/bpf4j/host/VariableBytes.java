package io.github.bpf4j.host;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.GlobalVariable;
import java.lang.reflect.Array;

/// A static variable in the bytes of its map.
final class VariableBytes {
  private VariableBytes() {}

  /// The variable called `name` of `program`.
  ///
  /// @throws IllegalArgumentException if there is none
  static GlobalVariable find(CompiledProgram program, String name) {
    return program.variables().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "program %s uses no variable %s: it has %s"
                    .formatted(
                        program.program().name(),
                        name,
                        program.variables().stream().map(GlobalVariable::name).toList())));
  }

  /// What `variable` holds where the map's only value is `bytes`.
  static Object read(GlobalVariable variable, byte[] bytes) {
    if (!(variable.type().getComponentType() instanceof Class<?> component)) {
      return Layout.of(variable.type()).decode(bytes, variable.offset());
    }
    var layout = Layout.of(component);
    var array = Array.newInstance(component, Array.getLength(variable.holder()));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, layout.decode(bytes, variable.offset() + i * layout.size()));
    }
    return array;
  }

  /// Makes `variable` hold `value`.
  ///
  /// @throws IllegalArgumentException if it cannot
  static void write(GlobalVariable variable, Object value, byte[] bytes) {
    try {
      if (!(variable.type().getComponentType() instanceof Class<?> component)) {
        Layout.of(boxed(variable.type())).encode(value, bytes, variable.offset());
        return;
      }
      int length = Array.getLength(variable.holder());
      if (!value.getClass().isArray() || Array.getLength(value) != length) {
        throw new ClassCastException("an array of %d is needed".formatted(length));
      }
      var layout = Layout.of(boxed(component));
      for (int i = 0; i < length; i++) {
        layout.encode(Array.get(value, i), bytes, variable.offset() + i * layout.size());
      }
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          "the variable %s is of type %s, which %s (%s) is not"
              .formatted(
                  variable.name(),
                  variable.type().getSimpleName(),
                  value,
                  value.getClass().getSimpleName()),
          e);
    }
  }

  /// So that another type of number is noticed.
  private static Class<?> boxed(Class<?> type) {
    return type.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(type).wrap().returnType()
        : type;
  }
}
