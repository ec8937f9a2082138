package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.GlobalVariable;
import io.github.bpf4j.compiler.ir.Value.MapValueAddress;
import io.github.bpf4j.object.CType;
import io.github.bpf4j.object.MapDefinition;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The variables of a program that outlive a packet, as C's globals do: each lies in the one entry of
/// an array map that is named like the ELF section, and keeps what it holds when the class is compiled
/// as its initial value.
///
/// | section | holds |
/// | --- | --- |
/// | `.rodata` | tables that the program only reads, and what is set before it is loaded |
/// | `.data` | what the program changes, where it is not zero at first |
/// | `.bss` | the same, all zero at first |
final class Globals {
  /// One map in the making.
  private static final class Section {
    final String name;
    final int map;
    final List<CType.Member> members = new ArrayList<>();
    byte[] bytes = {};

    Section(String name, int map) {
      this.name = name;
      this.map = map;
    }

    int add(String variable, CType type, byte[] contents, int alignment) {
      int offset = (bytes.length + alignment - 1) & -alignment;
      bytes = Arrays.copyOf(bytes, offset + contents.length);
      System.arraycopy(contents, 0, bytes, offset, contents.length);
      members.add(new CType.Member(variable, offset, type));
      return offset;
    }

    MapDefinition definition() {
      // The kernel's maps have no value of another size than a multiple of 8.
      byte[] whole = Arrays.copyOf(bytes, (bytes.length + 7) & -8);
      var variables = new CType.Struct(name, whole.length, members);
      return MapDefinition.globals(name, variables, whole, name.equals(".rodata"));
    }
  }

  private final ObjectParts parts;
  private final Map<String, Section> sections = new TreeMap<>();
  private final Map<Object, MapValueAddress> objects = new IdentityHashMap<>();
  private final Map<String, MapValueAddress> fields = new TreeMap<>();
  private final Map<Object, String> names = new IdentityHashMap<>();
  private final List<GlobalVariable> variables = new ArrayList<>();

  Globals(ObjectParts parts) {
    this.parts = parts;
  }

  /// The variables so far.
  List<GlobalVariable> variables() {
    return variables;
  }

  /// Gives the maps of the sections their contents.
  void define(List<MapDefinition> maps) {
    sections.values().forEach(section -> maps.set(section.map, section.definition()));
  }

  /// Remembers that the field `name` holds `object`.
  void name(Object object, String name) {
    names.putIfAbsent(object, name);
  }

  /// The address of the elements of an array that the program only reads.
  MapValueAddress table(Object array) {
    return objects.computeIfAbsent(array, a -> addArray(a, true));
  }

  /// The address of the elements of an array that the program changes.
  MapValueAddress array(Object array) {
    return objects.computeIfAbsent(array, a -> addArray(a, false));
  }

  /// The address of a `@Struct`.
  MapValueAddress struct(Object struct) {
    return objects.computeIfAbsent(
        struct,
        s -> {
          var layout = Layout.of(s.getClass());
          return add(
              nameOf(s), s, s.getClass(), layout, CTypes.of(layout), layout.encode(s), false);
        });
  }

  /// The address of a static field's number or enum constant.
  ///
  /// @param value what it holds at first
  /// @param constant whether the program only reads it
  MapValueAddress field(Field field, Object value, boolean constant) {
    var known = fields.get(field.toString());
    if (known != null) {
      return known;
    }
    var layout = Layout.of(field.getType());
    var place =
        add(
            field.getName(),
            field,
            field.getType(),
            layout,
            CTypes.of(layout),
            layout.encode(value),
            constant);
    fields.put(field.toString(), place);
    return place;
  }

  private MapValueAddress addArray(Object array, boolean constant) {
    var layout = Layout.of(array.getClass().getComponentType());
    int length = Array.getLength(array);
    var contents = new byte[layout.size() * length];
    for (int i = 0; i < length; i++) {
      layout.encode(Array.get(array, i), contents, i * layout.size());
    }
    var type = new CType.Array(CTypes.of(layout), length);
    return add(nameOf(array), array, array.getClass(), layout, type, contents, constant);
  }

  private String nameOf(Object object) {
    return names.getOrDefault(object, "table");
  }

  private MapValueAddress add(
      String name,
      Object holder,
      Class<?> type,
      Layout layout,
      CType cType,
      byte[] contents,
      boolean constant) {
    String where = constant ? ".rodata" : isZero(contents) ? ".bss" : ".data";
    var section =
        sections.computeIfAbsent(
            where, w -> new Section(w, parts.addMap(MapDefinition.ringBuffer(w, 0), null)));
    String unique = name;
    for (int i = 2; has(unique); i++) {
      unique = name + i;
    }
    int offset = section.add(unique, cType, contents, Math.max(layout.alignment(), 1));
    variables.add(new GlobalVariable(unique, holder, type, section.map, offset));
    return new MapValueAddress(section.map, offset);
  }

  private boolean has(String name) {
    return variables.stream().anyMatch(v -> v.name().equals(name));
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether arrays of `component` can lie in memory, with the elements of `array` in it.
  static boolean canHold(Class<?> component, @Nullable Object array) {
    try {
      Layout.of(component);
    } catch (IllegalArgumentException _) {
      return false;
    }
    for (int i = 0; array != null && i < Array.getLength(array); i++) {
      if (Array.get(array, i) == null) {
        return false;
      }
    }
    return true;
  }
}
