package io.github.bpf4j.host;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.CompiledProgram;
import io.github.bpf4j.compiler.GlobalVariable;
import io.github.bpf4j.object.Contents;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;

/// Static variables where the JVM has them: in the class itself, which all loads share. So a load gives
/// them their initial values when it begins, and again when it ends.
record JvmVariables(CompiledProgram program) implements Variables {
  /// Gives every variable the value that it has in the object.
  void reset() {
    for (var variable : program.variables()) {
      Contents initial = program.object().maps().get(variable.map()).globals();
      assign(variable, VariableBytes.read(variable, Objects.requireNonNull(initial).bytes()));
    }
  }

  private static void assign(GlobalVariable variable, Object value) {
    switch (variable.holder()) {
      case Field field -> {
        try {
          field.setAccessible(true);
          if (!value.equals(field.get(null))) {
            field.set(null, value);
          }
        } catch (IllegalAccessException e) {
          throw new IllegalArgumentException(
              "%s is final, and can be set only where it is compiled".formatted(field.getName()),
              e);
        }
      }
      case Object array when array.getClass().isArray() ->
          System.arraycopy(value, 0, array, 0, Array.getLength(array));
      case Object struct -> Layout.of(struct.getClass()).assign(struct, value);
    }
  }

  @Override
  public List<String> names() {
    return program.variables().stream().map(GlobalVariable::name).toList();
  }

  @Override
  public Object get(String name) {
    var variable = VariableBytes.find(program, name);
    Object value = variable.holder();
    try {
      if (value instanceof Field field) {
        value = field.get(null);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("reset has made it accessible", e);
    }
    // A copy, by way of the bytes.
    var bytes = bytes(variable);
    VariableBytes.write(variable, value, bytes);
    return VariableBytes.read(variable, bytes);
  }

  @Override
  public void set(String name, Object value) {
    var variable = VariableBytes.find(program, name);
    Tunables.requireChangeable(program, variable);
    var bytes = bytes(variable);
    VariableBytes.write(variable, value, bytes);
    assign(variable, VariableBytes.read(variable, bytes));
  }

  private byte[] bytes(GlobalVariable variable) {
    return new byte[program.object().maps().get(variable.map()).valueSize()];
  }
}
