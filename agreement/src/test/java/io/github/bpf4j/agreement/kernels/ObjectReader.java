package io.github.bpf4j.agreement.kernels;

import io.github.bpf4j.isa.Decoder;
import io.github.bpf4j.object.Contents;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what [ObjectWriter] wrote.
final class ObjectReader {
  private static final Kind[] KINDS = Kind.values();

  private final DataInputStream in;
  private final ClassLoader loader;
  private final List<Class<?>> types = new ArrayList<>();
  private final Map<Class<?>, Constructor<?>> constructors = new HashMap<>();

  /// @param loader knows the classes of the programs
  ObjectReader(DataInputStream in, ClassLoader loader) {
    this.in = in;
    this.loader = loader;
  }

  @Nullable Object read() throws IOException {
    try {
      return read(Object.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object read(Class<?> wanted) throws IOException, ReflectiveOperationException {
    return switch (KINDS[in.readByte()]) {
      case NULL -> null;
      case TEXT -> in.readUTF();
      case NUMBER -> number(wanted, in.readInt());
      case LONG -> in.readLong();
      case BOOLEAN -> in.readBoolean();
      case BYTES -> bytes();
      case CONTENTS -> Contents.of(bytes());
      case INSTRUCTIONS -> Decoder.decode(bytes());
      case LIST -> list();
      case ARRAY -> array(type());
      case CONSTANT -> type().getEnumConstants()[in.readByte()];
      case RECORD -> record(type());
      case CLASS -> type();
      case METHOD -> method(type(), in.readUTF());
      case FIELD -> field();
      case HELD -> field().get(null);
    };
  }

  private static Object number(Class<?> wanted, int number) {
    return wanted == short.class
        ? (Object) (short) number
        : wanted == byte.class ? (Object) (byte) number : (Object) number;
  }

  private byte[] bytes() throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private List<@Nullable Object> list() throws IOException, ReflectiveOperationException {
    int size = in.readInt();
    var list = new ArrayList<@Nullable Object>(size);
    for (int i = 0; i < size; i++) {
      list.add(read(Object.class));
    }
    return list;
  }

  private Object array(Class<?> type) throws IOException, ReflectiveOperationException {
    var array = Array.newInstance(type, in.readInt());
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, read(type));
    }
    return array;
  }

  private Object record(Class<?> type) throws IOException, ReflectiveOperationException {
    var constructor = constructors.get(type);
    if (constructor == null) {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      constructors.put(type, constructor);
    }
    var components = new @Nullable Object[constructor.getParameterCount()];
    for (int i = 0; i < components.length; i++) {
      components[i] = read(constructor.getParameterTypes()[i]);
    }
    return constructor.newInstance(components);
  }

  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Field field() throws IOException, ReflectiveOperationException {
    var field = type().getDeclaredField(in.readUTF());
    field.setAccessible(true);
    return field;
  }

  private Class<?> type() throws IOException, ReflectiveOperationException {
    int number = in.readShort();
    if (number == types.size()) {
      var name = in.readUTF();
      var primitive = Class.forPrimitiveName(name);
      types.add(primitive != null ? primitive : Class.forName(name, true, loader));
    }
    return types.get(number);
  }
}
