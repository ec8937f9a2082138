package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MapSpecification;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Tunable;
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
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads and writes fields: of objects made by the program, of enum constants and records known while
/// compiling, of structs in memory, and static ones.
final class Fields {
  private final Translator translator;
  private final Set<Object> switchMaps = Collections.newSetFromMap(new IdentityHashMap<>());

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
    var object = new Instance(type, site);
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
      case Choice _, Operand.Null _ -> maybeNull(object, "field " + name);
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
        if (!Modifier.isFinal(field.getModifiers())) {
          return translator.report(
              Problem.STATIC_STATE,
              "the field %s of an object made outside of the program can change".formatted(name),
              "make the field final, or keep the state in a map");
        }
        return Shapes.read(field, object);
      }
    }
    return Operand.UNKNOWN;
  }

  private Operand ofEnum(EnumValue value, String name) {
    if (value.nullable()) {
      return maybeNull(value, "field " + name);
    }
    var table =
        Arrays.stream(value.type().getEnumConstants())
            .map(constant -> known(constant, name))
            .toList();
    return translator.lookUp(table, value.ordinal());
  }

  /// Reports that `object` may be null where `what` of it is used.
  Operand maybeNull(Operand object, String what) {
    var others =
        object instanceof Choice choice
            ? choice.alternatives().stream().filter(a -> !(a instanceof Operand.Null)).toList()
            : List.of(object);
    return translator.report(
        Problem.MAYBE_NULL,
        "%s may be null here, and its %s is used".formatted(Shapes.describe(others), what),
        "test it first: if (x != null) { … }");
  }

  private Layout.@Nullable Field place(Place place, String name) {
    if (place.nullable()) {
      maybeNull(place, "field " + name);
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
      case Choice _, Operand.Null _ -> maybeNull(object, "field " + name);
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

  /// The value of a static field.
  Operand getStatic(FieldInstruction instruction) {
    Class<?> owner =
        Calls.resolve(translator.activation().code(), instruction.owner().asInternalName());
    String name = instruction.name().stringValue();
    Field field = find(owner, name);
    if (field == null) {
      return translator.report(
          Problem.STATIC_STATE,
          "there is no field %s in %s".formatted(name, owner.getName()),
          "compile the classes anew");
    }
    try {
      if (!Modifier.isFinal(field.getModifiers()) || field.isAnnotationPresent(Tunable.class)) {
        var place = variable(field);
        return place == null
            ? Operand.UNKNOWN
            : translator.memory().load(place, 0, field.getType(), false);
      }
      Operand value = Shapes.read(field, null);
      if (!(value instanceof Known(Object object))) {
        return value;
      }
      translator.parts().globals().name(object, name);
      if (object instanceof BpfMap map) {
        define(map, name);
      }
      if (name.startsWith("$SwitchMap$") || name.startsWith("$EnumSwitchMapping$")) {
        switchMaps.add(object);
      }
      return object.getClass().isAnnotationPresent(Struct.class)
          ? new Place(object.getClass(), translator.parts().globals().struct(object), false)
          : value;
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      return translator.report(
          Problem.STATIC_STATE,
          "the class %s cannot be initialised: %s"
              .formatted(owner.getSimpleName(), e.getCause() == null ? e : e.getCause()),
          "mend its static initialiser");
    } catch (InaccessibleObjectException _) {
      return translator.report(
          Problem.CALL,
          "%s.%s is inside the Java library and cannot be read"
              .formatted(owner.getSimpleName(), name),
          "write what you need of it yourself, or do it in user space");
    }
  }

  /// Whether `table` is what javac or kotlinc makes for a switch over an enum: from ordinals to cases.
  boolean isSwitchMap(Object table) {
    return switchMaps.contains(table);
  }

  /// Sets a static field.
  void setStatic(FieldInstruction instruction, Operand value) {
    String name = instruction.name().stringValue();
    Class<?> owner =
        Calls.resolve(translator.activation().code(), instruction.owner().asInternalName());
    Field field = find(owner, name);
    if (field == null
        || Modifier.isFinal(field.getModifiers())
        || field.isAnnotationPresent(Tunable.class)) {
      translator.report(
          Problem.STATIC_STATE,
          "the static field %s is changed by the program, which may only read it".formatted(name),
          "leave out final and @Tunable");
      return;
    }
    var place = variable(field);
    if (place != null) {
      translator.memory().store(place, 0, value, field.getType(), false);
    }
  }

  /// Where the number or enum constant of a static field lies; null after a report that it is neither.
  private @Nullable MapValueAddress variable(Field field) {
    Class<?> type = field.getType();
    boolean fits = type.isPrimitive() && type != float.class && type != double.class;
    if (field.getDeclaringClass().getClassLoader() == null || !fits && !type.isEnum()) {
      translator.report(
          Problem.STATIC_STATE,
          "the static field %s can change, and is of type %s"
              .formatted(field.getName(), type.getSimpleName()),
          "make it final, or a number or enum constant; or keep the state in a map or a @Struct");
      return null;
    }
    try {
      field.setAccessible(true);
      Object value = field.get(null);
      if (value == null) {
        translator.report(
            Problem.MAYBE_NULL,
            "the static field %s is null at first".formatted(field.getName()),
            "give it an initial value");
        return null;
      }
      boolean tunable = field.isAnnotationPresent(Tunable.class);
      return translator.parts().globals().field(field, value, tunable);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " is made accessible above", e);
    }
  }

  private void define(BpfMap map, String name) {
    var parts = translator.parts();
    if (parts.indexOf(map) >= 0) {
      return;
    }
    parts.addMap(definition(map.specification(), name), map);
  }

  private static MapDefinition definition(MapSpecification specification, String name) {
    var type = MapType.valueOf(specification.kind().name());
    if (type == MapType.RINGBUF) {
      return MapDefinition.ringBuffer(name, specification.maxEntries());
    }
    var value = CTypes.of(Layout.of(specification.valueType()));
    return MapDefinition.of(
        name, type, CTypes.keyOf(specification), value, specification.maxEntries());
  }

  private static @Nullable Field find(Class<?> owner, String name) {
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
      for (Class<?> i : c.getInterfaces()) {
        Field field = find(i, name);
        if (field != null) {
          return field;
        }
      }
    }
    return null;
  }
}
