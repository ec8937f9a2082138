package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How Java values pass from one function of a program to another, which goes by their declared types:
/// a number or an enum's constant as a number, a record as its components, the context or a `@Struct`
/// as a pointer.
final class Passing {
  private Passing() {}

  /// The types of the values that a `type` passes as; null if it cannot.
  static @Nullable List<Type> types(Class<?> type) {
    if (type == long.class) {
      return List.of(Type.I64);
    }
    if (type.isEnum() || type.isPrimitive() && type != float.class && type != double.class) {
      return List.of(Type.I32);
    }
    if (XdpContext.class.isAssignableFrom(type) || type.isAnnotationPresent(Struct.class)) {
      return List.of(Type.POINTER);
    }
    if (!type.isRecord()) {
      return null;
    }
    var all = new ArrayList<Type>();
    for (var field : Shapes.fields(type)) {
      var types = types(field.getType());
      if (types == null) {
        return null;
      }
      all.addAll(types);
    }
    return all;
  }

  /// The `type` that arrives as the next of `values`. Its parts, where it is an object, go to `heap`.
  static Operand receive(
      Class<?> type, Iterator<? extends Value> values, Map<Instance, Map<String, Operand>> heap) {
    if (type.isPrimitive()) {
      return new Scalar(values.next());
    }
    if (type.isEnum()) {
      return new EnumValue(type, values.next(), false);
    }
    if (XdpContext.class.isAssignableFrom(type)) {
      return new Operand.Context(values.next());
    }
    if (type.isAnnotationPresent(Struct.class)) {
      return new Place(type, values.next(), false);
    }
    var object = new Instance(type);
    var fields = new LinkedHashMap<String, Operand>();
    for (var field : Shapes.fields(type)) {
      fields.put(field.getName(), receive(field.getType(), values, heap));
    }
    heap.put(object, fields);
    return object;
  }

  /// Adds the values of `operand`, a `type`, to `values`.
  ///
  /// @return what of it cannot be passed because it may be null; null if all is well
  static @Nullable Operand give(
      Operand operand, Class<?> type, State state, List<? super Value> values) {
    switch (operand) {
      case Scalar(Value value) -> values.add(value);
      case EnumValue value when !value.nullable() -> values.add(value.ordinal());
      case Operand.Context(Value pointer) -> values.add(pointer);
      case Place place when !place.nullable() -> values.add(place.pointer());
      case Operand.Unknown _ -> {
        var types = types(type);
        if (types != null) {
          types.forEach(t -> values.add(new Value.Constant(t, 0)));
        }
      }
      default -> {
        if (!Shapes.isValueObject(operand)) {
          return operand;
        }
        for (var field : Shapes.fields(type)) {
          var wrong =
              give(Shapes.field(operand, field.getName(), state), field.getType(), state, values);
          if (wrong != null) {
            return wrong;
          }
        }
      }
    }
    return null;
  }
}
