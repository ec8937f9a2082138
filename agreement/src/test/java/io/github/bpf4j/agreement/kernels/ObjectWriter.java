package io.github.bpf4j.agreement.kernels;

import io.github.bpf4j.isa.Encoder;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.object.Contents;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes compiled programs, and whatever else is made of records, for [ObjectReader] in another JVM with
/// the same classes. What a static field of a program's class holds, such as a map, is written as that
/// field.
final class ObjectWriter {
  private final DataOutputStream out;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<Object, Field> held = new IdentityHashMap<>();

  ObjectWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(@Nullable Object object) throws IOException {
    switch (object) {
      case null -> kind(Kind.NULL);
      case String text -> {
        kind(Kind.TEXT);
        out.writeUTF(text);
      }
      case Integer number -> number(number);
      case Short number -> number(number);
      case Byte number -> number(number);
      case Long number -> {
        kind(Kind.LONG);
        out.writeLong(number);
      }
      case Boolean truth -> {
        kind(Kind.BOOLEAN);
        out.writeBoolean(truth);
      }
      case byte[] bytes -> bytes(Kind.BYTES, bytes);
      case Contents contents -> bytes(Kind.CONTENTS, contents.bytes());
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Insn ->
          bytes(Kind.INSTRUCTIONS, Encoder.encode(list.stream().map(Insn.class::cast).toList()));
      case List<?> list -> {
        kind(Kind.LIST);
        out.writeInt(list.size());
        for (var element : list) {
          write(element);
        }
      }
      case Enum<?> constant -> {
        named(Kind.CONSTANT, constant.getDeclaringClass());
        out.writeByte(constant.ordinal());
      }
      case Record data -> record(data);
      case Class<?> type -> named(Kind.CLASS, type);
      case Method method -> {
        hold(method.getDeclaringClass().getNestHost().getNestMembers());
        named(Kind.METHOD, method.getDeclaringClass());
        out.writeUTF(method.getName());
      }
      case Field field -> field(Kind.FIELD, field);
      default -> {
        var field = held.get(object);
        if (field != null) {
          field(Kind.HELD, field);
        } else {
          array(object);
        }
      }
    }
  }

  private void record(Record data) throws IOException {
    named(Kind.RECORD, data.getClass());
    for (RecordComponent component : data.getClass().getRecordComponents()) {
      var accessor = component.getAccessor();
      try {
        accessor.setAccessible(true);
        write(accessor.invoke(data));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(accessor.toString(), e);
      }
    }
  }

  private void hold(Class<?>[] types) {
    for (var type : types) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          try {
            held.put(field.get(null), field);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }

  private void array(Object array) throws IOException {
    if (!array.getClass().isArray()) {
      throw new IllegalArgumentException(
          "a %s that no static field of the program's classes holds".formatted(array.getClass()));
    }
    named(Kind.ARRAY, array.getClass().getComponentType());
    int length = Array.getLength(array);
    out.writeInt(length);
    for (int i = 0; i < length; i++) {
      write(Array.get(array, i));
    }
  }

  private void field(Kind kind, Field field) throws IOException {
    named(kind, field.getDeclaringClass());
    out.writeUTF(field.getName());
  }

  private void number(int number) throws IOException {
    kind(Kind.NUMBER);
    out.writeInt(number);
  }

  private void bytes(Kind kind, byte[] bytes) throws IOException {
    kind(kind);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /// Class names are long, and come often: the first time with their number, then the number alone.
  private void named(Kind kind, Class<?> type) throws IOException {
    kind(kind);
    var number = names.get(type.getName());
    out.writeShort(number == null ? names.size() : number);
    if (number == null) {
      names.put(type.getName(), names.size());
      out.writeUTF(type.getName());
    }
  }

  private void kind(Kind kind) throws IOException {
    out.writeByte(kind.ordinal());
  }
}
