package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.MapSpecification;
import io.github.bpf4j.api.Struct;
import io.github.bpf4j.api.Tunable;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.object.MapDefinition;
import io.github.bpf4j.object.MapType;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads and writes static fields: constants are evaluated, what the program changes lies in memory.
final class StaticFields {
  private final Translator translator;
  private final Set<Object> switchMaps = Collections.newSetFromMap(new IdentityHashMap<>());

  StaticFields(Translator translator) {
    this.translator = translator;
  }

  /// The value of a static field.
  Operand get(FieldInstruction instruction) {
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
      if (Initializers.isOpaque(value)) {
        return translator.unit().initializers().value(translator, field);
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
      if (!Calls.isForeign(owner)) {
        return translator.unit().initializers().value(translator, field);
      }
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
  void set(FieldInstruction instruction, Operand value) {
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
    var map =
        MapDefinition.of(name, type, CTypes.keyOf(specification), value, specification.maxEntries())
            .withExtra(specification.hashes());
    var inner = specification.inner();
    // libbpf names it so, too.
    return inner == null ? map : map.withInner(definition(inner, name + ".inner"));
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
