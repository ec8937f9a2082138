package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes the fields of objects: of those made by the program, of enum constants and records
/// known while compiling, of structs in memory.
final class Fields {
  private final Translator translator;

  Fields(Translator translator) {
    this.translator = translator;
  }

  /// Makes a new object with its fields at their initial values.
  Operand create(Class<?> type) {
    String site = translator.activation().site();
    if (type.isAnnotationPresent(Struct.class) && translator.decisions().isInMemory(site)) {
      var layout = Layout.of(type);
      var slot = new StackAddress(new StackSlot((layout.size() + 7) & -8, 8));
      translator.memory().clear(slot, (layout.size() + 7) & -8);
      return new Place(type, slot, false);
    }
    var object = new Instance(type, Instance.NO_ARRAY, List.of(site));
    var fields = new java.util.LinkedHashMap<String, Operand>();
    for (Field field : Shapes.fields(type)) {
      fields.put(field.getName(), Shapes.initial(field.getType()));
    }
    translator.state().heap().put(object, fields);
    return object;
  }

  /// The field `name` of `object`.
  Operand get(Operand object, String name) {
    return switch (object) {
      case Instance instance when isConstant(instance) && isMutable(instance.type(), name) ->
          changeable(name);
      case Instance instance ->
          translator.state().fields(instance).getOrDefault(name, Operand.UNKNOWN);
      case Known known -> known(known.object(), name);
      case EnumValue value -> ofEnum(value, name);
      case Place place -> {
        var field = place(place, name);
        yield field == null
            ? Operand.UNKNOWN
            : translator
                .memory()
                .load(place.pointer(), field.offset(), field.type(), field.bigEndian());
      }
      case Operand.Unknown _ -> Operand.UNKNOWN;
      // What the JDK's own methods of boxes read.
      case Operand.Boxed boxed when name.equals("value") -> new Scalar(boxed.value());
      case Choice choice -> translator.onEach(choice, one -> get(one, name));
      default ->
          translator.report(
              Problem.UNSUPPORTED,
              "the field %s of %s cannot be read".formatted(name, Shapes.describe(object)),
              "call its methods");
    };
  }

  private Operand known(Object object, String name) {
    for (Field field : Shapes.fields(object.getClass())) {
      if (field.getName().equals(name)) {
        return Modifier.isFinal(field.getModifiers())
            ? Shapes.knownField(object, name)
            : changeable(name);
      }
    }
    return Operand.UNKNOWN;
  }

  private Operand changeable(String field) {
    return translator.report(
        Problem.STATIC_STATE,
        "the field %s of an object made outside of the program can change".formatted(field),
        "make the field final, or keep the state in a map");
  }

  private boolean isConstant(Instance instance) {
    return translator.unit().initializers().made(instance);
  }

  private static boolean isMutable(Class<?> type, String name) {
    return Shapes.fields(type).stream()
        .anyMatch(f -> f.getName().equals(name) && !Modifier.isFinal(f.getModifiers()));
  }

  private Operand ofEnum(EnumValue value, String name) {
    var table =
        Arrays.stream(value.type().getEnumConstants())
            .map(constant -> ofConstant((Enum<?>) constant, name))
            .toList();
    return translator.lookUp(table, value.ordinal());
  }

  private Operand ofConstant(Enum<?> constant, String name) {
    Operand value = known(constant, name);
    if (!Initializers.isOpaque(value)) {
      return value;
    }
    try {
      var field = constant.getDeclaringClass().getDeclaredField(constant.name());
      return get(translator.unit().initializers().value(translator, field), name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("each constant has a field", e);
    }
  }

  private Layout.@Nullable Field place(Place place, String name) {
    if (place.nullable()) {
      translator.nulls().report(place, "field " + name);
      return null;
    }
    Layout layout = translator.memory().layout(place.type());
    if (layout == null) {
      return null;
    }
    return layout.fields().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /// Sets the field `name` of `object`.
  void set(Operand object, String name, Operand value) {
    switch (object) {
      case Instance instance when isConstant(instance) -> changeable(name);
      case Instance instance -> {
        Operand narrow = value;
        for (Field field : Shapes.fields(instance.type())) {
          if (field.getName().equals(name)) {
            narrow = narrow(value, field.getType());
          }
        }
        translator.state().fields(instance).put(name, narrow);
      }
      case Place place -> {
        var field = place(place, name);
        if (field != null) {
          translator
              .memory()
              .store(place.pointer(), field.offset(), value, field.type(), field.bigEndian());
        }
      }
      case Operand.Unknown _ -> {}
      default ->
          translator.report(
              Problem.STATIC_STATE,
              "the field %s of %s cannot be set".formatted(name, Shapes.describe(object)),
              "keep state that changes in a map");
    }
  }

  /// What a field of `type` holds after `value` was stored to it.
  Operand narrow(Operand value, Class<?> type) {
    if (!(value instanceof Scalar scalar) || scalar.value().type() != Type.I32) {
      return value;
    }
    var ir = translator.ir();
    return switch (type.getName()) {
      case "byte" -> new Scalar(ir.unary(Op.SEXT8, Type.I32, scalar.value()));
      case "short" -> new Scalar(ir.unary(Op.SEXT16, Type.I32, scalar.value()));
      case "char" -> new Scalar(ir.binary(Op.AND, scalar.value(), Constant.of(0xffff)));
      default -> value;
    };
  }
}
