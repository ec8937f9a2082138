package io.github.bpf4j.api;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How values of a class lie in memory that a program shares with user space: in map keys, map
/// values, events and log arguments. It is the layout that a C compiler gives a struct with the same
/// fields: in order of declaration, each at the next multiple of its own size.
///
/// | Java | bytes | alignment |
/// | --- | --- | --- |
/// | `boolean`, `byte` | 1 | 1 |
/// | `short`, `char` | 2 | 2 |
/// | `int` | 4 | 4 |
/// | `long` | 8 | 8 |
/// | an enum | 4: its ordinal | 4 |
/// | a record, a [Struct] class | its fields', rounded up to its alignment | its fields' largest |
/// | [BpfSpinLock] | 4: the kernel's, 0 for everybody else | 4 |
/// | [BpfTimer] | 16: the same | 8 |
///
/// Byte order is the machine's, or big-endian where a field says [BigEndian]. Padding is zero, as
/// keys are compared byte by byte. A key or value may also be one number alone: `Integer`, `Long`,
/// `Short`, `Byte`, `Character`, `Boolean`.
public final class Layout {
  private static final ClassValue<Layout> LAYOUTS =
      new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
          return build(type, new HashSet<>());
        }
      };

  private final Class<?> type;
  private final int size;
  private final int alignment;
  private final List<Field> fields;
  private final List<java.lang.reflect.Field> accessors;
  private final @Nullable Constructor<?> constructor;

  private Layout(
      Class<?> type,
      int size,
      int alignment,
      List<Field> fields,
      List<java.lang.reflect.Field> accessors,
      @Nullable Constructor<?> constructor) {
    this.type = type;
    this.size = size;
    this.alignment = alignment;
    this.fields = List.copyOf(fields);
    this.accessors = List.copyOf(accessors);
    this.constructor = constructor;
  }

  /// A field and where it lies.
  ///
  /// @param name the name of the record component or field
  /// @param type its Java type
  /// @param offset bytes from the start of the record that has it
  /// @param size bytes
  /// @param bigEndian whether its bytes lie most significant first, see [BigEndian]
  /// @param nested the layout of a field that has fields itself, else null
  public record Field(
      String name,
      Class<?> type,
      int offset,
      int size,
      boolean bigEndian,
      @Nullable Layout nested) {
    /// Whether it is the kernel's, and in copies of the value 0.
    public boolean isKernelOwned() {
      return KernelOwned.class.isAssignableFrom(type);
    }
  }

  /// The layout of `type`: a record, a [Struct] class, an enum, a primitive type or its box.
  ///
  /// @throws IllegalArgumentException if it has none; the message names the class and the field
  public static Layout of(Class<?> type) {
    return LAYOUTS.get(type);
  }

  /// The class that this is the layout of.
  public Class<?> type() {
    return type;
  }

  /// Bytes, padding at the end included.
  public int size() {
    return size;
  }

  /// The address of a value is a multiple of this.
  public int alignment() {
    return alignment;
  }

  /// The fields in order; empty for a number or an enum.
  public List<Field> fields() {
    return fields;
  }

  /// Whether this is the layout of a [Struct] class.
  public boolean isStruct() {
    return type.isAnnotationPresent(Struct.class);
  }

  /// The bytes of `value`.
  public byte[] encode(Object value) {
    var bytes = new byte[size];
    encode(value, bytes, 0);
    return bytes;
  }

  /// Writes [#size] bytes of `value` into `bytes` from `offset` on, padding as zeros.
  ///
  /// @throws ClassCastException if `value` is not of this layout's class
  public void encode(Object value, byte[] bytes, int offset) {
    if (!type.isPrimitive()) {
      var _ = type.cast(value);
    }
    if (value instanceof KernelOwned) {
      Arrays.fill(bytes, offset, offset + size, (byte) 0);
      return;
    }
    if (constructor == null) {
      Scalars.write(bytes, offset, size, Scalars.toBits(value), false);
      return;
    }
    Arrays.fill(bytes, offset, offset + size, (byte) 0);
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      if (field.isKernelOwned()) {
        continue;
      }
      var part = read(accessors.get(i), value);
      if (field.nested() != null) {
        field.nested().encode(part, bytes, offset + field.offset());
      } else {
        Scalars.write(
            bytes, offset + field.offset(), field.size(), Scalars.toBits(part), field.bigEndian());
      }
    }
  }

  /// The value whose bytes begin at `offset` of `bytes`; numbers come boxed.
  ///
  /// @throws IllegalArgumentException if an enum has no constant of that ordinal, or the class's
  ///     constructor refuses the values
  public Object decode(byte[] bytes, int offset) {
    if (constructor == null) {
      return Scalars.ofBits(type, Scalars.read(bytes, offset, size, false));
    }
    var parts = new Object[fields.size()];
    for (int i = 0; i < parts.length; i++) {
      var field = fields.get(i);
      int at = offset + field.offset();
      if (field.isKernelOwned()) {
        continue;
      }
      parts[i] =
          field.nested() != null
              ? field.nested().decode(bytes, at)
              : Scalars.ofBits(
                  field.type(), Scalars.read(bytes, at, field.size(), field.bigEndian()));
    }
    return make(constructor, parts);
  }

  /// The value whose bytes begin at `offset` of `buffer`, whose byte order and position do not matter.
  public Object decode(ByteBuffer buffer, int offset) {
    var bytes = new byte[size];
    buffer.get(offset, bytes);
    return decode(bytes, 0);
  }

  /// The value whose bytes are all zero: what arrays hold at first.
  public Object zero() {
    return decode(new byte[size], 0);
  }

  /// A copy of `value` that does not change with it, made while nobody else holds its lock.
  Object copy(Object value) {
    if (!isStruct()) {
      return value;
    }
    try (var _ = lock(value)) {
      return decode(encode(value), 0);
    }
  }

  /// Sets all fields of `target` to those of `value`, both of a [Struct] class, while nobody else holds its lock. A
  /// timer of `target` ends.
  public void assign(Object target, Object value) {
    var fresh = copy(value);
    try (var _ = lock(target)) {
      for (int i = 0; i < fields.size(); i++) {
        set(target, i, read(accessors.get(i), fresh));
      }
      if (timer(target) instanceof BpfTimer timer) {
        timer.reset();
      }
    }
  }

  /// Takes the lock of a value, if it has one.
  private BpfSpinLock.@Nullable Held lock(Object value) {
    return owned(BpfSpinLock.class, value) instanceof BpfSpinLock lock ? lock.lock() : null;
  }

  /// The timer of a value, or null if it has none.
  @Nullable BpfTimer timer(Object value) {
    return owned(BpfTimer.class, value);
  }

  private <T extends KernelOwned> @Nullable T owned(Class<T> owned, Object value) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).type() == owned) {
        return owned.cast(read(accessors.get(i), value));
      }
    }
    return null;
  }

  /// Whether values have a lock.
  boolean hasLock() {
    return fields.stream().anyMatch(field -> field.type() == BpfSpinLock.class);
  }

  /// Sets field `i` of a struct: a struct within it stays the same object, and what is the kernel's as it is.
  private void set(Object struct, int i, Object part) {
    if (fields.get(i).isKernelOwned()) {
      return;
    }
    var accessor = accessors.get(i);
    var nested = fields.get(i).nested();
    try {
      if (nested != null && nested.isStruct() && accessor.get(struct) instanceof Object inner) {
        nested.assign(inner, part);
      } else {
        accessor.set(struct, part);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(accessor + " cannot be written", e);
    }
  }

  /// `Counter (16 bytes: packets 0..7, bytes 8..15)`.
  @Override
  public String toString() {
    var text = new StringBuilder(type.getSimpleName()).append(" (").append(size).append(" bytes");
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      text.append(i == 0 ? ": " : ", ").append(field.name()).append(' ').append(field.offset());
      text.append("..").append(field.offset() + field.size() - 1);
    }
    return text.append(')').toString();
  }

  private Object make(Constructor<?> constructor, Object[] parts) {
    try {
      if (type.isRecord()) {
        return constructor.newInstance(parts);
      }
      var struct = constructor.newInstance();
      for (int i = 0; i < parts.length; i++) {
        set(struct, i, parts[i]);
      }
      return struct;
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "%s cannot be made from the bytes in memory: its constructor threw %s"
              .formatted(type.getName(), e.getCause()),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s cannot be made".formatted(type.getName()), e);
    }
  }

  private static Object read(java.lang.reflect.Field accessor, Object value) {
    try {
      var part = accessor.get(value);
      if (part == null) {
        throw new NullPointerException(
            "%s.%s is null: nothing in memory stands for that"
                .formatted(accessor.getDeclaringClass().getName(), accessor.getName()));
      }
      return part;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(accessor + " cannot be read", e);
    }
  }

  private static Layout build(Class<?> type, Set<Class<?>> inside) {
    int scalar = Scalars.size(type);
    if (scalar > 0) {
      return new Layout(type, scalar, scalar, List.of(), List.of(), null);
    }
    if (KernelOwned.class.isAssignableFrom(type)) {
      return type == BpfSpinLock.class
          ? new Layout(type, 4, 4, List.of(), List.of(), null)
          : new Layout(type, 16, 8, List.of(), List.of(), null);
    }
    if (!type.isRecord() && !type.isAnnotationPresent(Struct.class)) {
      throw refuse(type, "it is neither a record, nor an enum, nor a number, nor marked @Struct");
    }
    if (!inside.add(type)) {
      throw refuse(type, "it contains itself");
    }
    var fields = new ArrayList<Field>();
    var accessors = new ArrayList<java.lang.reflect.Field>();
    int end = 0;
    int alignment = 1;
    for (var accessor : type.isRecord() ? componentFields(type) : structFields(type)) {
      var nested = nested(type, accessor, inside);
      int align = nested != null ? nested.alignment : Scalars.size(accessor.getType());
      int size = nested != null ? nested.size : align;
      int offset = (end + align - 1) & -align;
      boolean bigEndian = bigEndian(type, accessor);
      fields.add(
          new Field(accessor.getName(), accessor.getType(), offset, size, bigEndian, nested));
      accessors.add(accessor);
      end = offset + size;
      alignment = Math.max(alignment, align);
    }
    if (fields.isEmpty()) {
      throw refuse(type, "it has no fields");
    }
    inside.remove(type);
    int size = (end + alignment - 1) & -alignment;
    return new Layout(type, size, alignment, fields, accessors, constructor(type));
  }

  private static @Nullable Layout nested(
      Class<?> owner, java.lang.reflect.Field accessor, Set<Class<?>> inside) {
    var type = accessor.getType();
    if (type.isPrimitive() || type.isEnum()) {
      if (Scalars.size(type) == 0) {
        throw refuse(owner, accessor, "programs have no %s".formatted(type));
      }
      return null;
    }
    if (type.isRecord() || type.isAnnotationPresent(Struct.class)) {
      if (owner.isRecord() && type.isAnnotationPresent(Struct.class)) {
        throw refuse(owner, accessor, "a record holds values, and a @Struct class is a place");
      }
      return build(type, inside);
    }
    var why =
        Scalars.size(type) > 0
            ? "use the primitive type: a box can be null"
            : "%s has no fixed layout: use numbers, booleans, enums, records"
                .formatted(type.getSimpleName());
    throw refuse(owner, accessor, why);
  }

  private static boolean bigEndian(Class<?> owner, java.lang.reflect.Field accessor) {
    AnnotatedElement marked = accessor;
    if (owner.isRecord()) {
      for (RecordComponent component : owner.getRecordComponents()) {
        if (component.getName().equals(accessor.getName())) {
          marked = component;
        }
      }
    }
    if (!marked.isAnnotationPresent(BigEndian.class)) {
      return false;
    }
    var type = accessor.getType();
    if (type != short.class && type != char.class && type != int.class && type != long.class) {
      throw refuse(owner, accessor, "@BigEndian is for short, char, int and long");
    }
    return true;
  }

  private static List<java.lang.reflect.Field> componentFields(Class<?> type) {
    var fields = new ArrayList<java.lang.reflect.Field>();
    for (var component : type.getRecordComponents()) {
      try {
        fields.add(accessible(type, type.getDeclaredField(component.getName())));
      } catch (NoSuchFieldException e) {
        throw new IllegalStateException("a record has a field for each component", e);
      }
    }
    return fields;
  }

  // HotSpot lists fields as the class file does, and javac writes them in order of declaration.
  private static List<java.lang.reflect.Field> structFields(Class<?> type) {
    if (!Modifier.isFinal(type.getModifiers()) || type.getSuperclass() != Object.class) {
      throw refuse(type, "a @Struct class is final and extends nothing");
    }
    var fields = new ArrayList<java.lang.reflect.Field>();
    for (var field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      if (field.isSynthetic()) {
        throw refuse(type, "a nested @Struct class is static");
      }
      if (Modifier.isFinal(field.getModifiers())
          && !field.getType().isAnnotationPresent(Struct.class)) {
        throw refuse(type, field, "fields of a @Struct class are not final, but for other structs");
      }
      fields.add(accessible(type, field));
    }
    return fields;
  }

  private static java.lang.reflect.Field accessible(Class<?> type, java.lang.reflect.Field field) {
    if (!field.trySetAccessible()) {
      throw notOpen(type);
    }
    return field;
  }

  private static Constructor<?> constructor(Class<?> type) {
    try {
      var parameters =
          type.isRecord()
              ? Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new)
              : new Class<?>[0];
      var constructor = type.getDeclaredConstructor(parameters);
      if (!constructor.trySetAccessible()) {
        throw notOpen(type);
      }
      return constructor;
    } catch (NoSuchMethodException e) {
      throw refuse(type, "a @Struct class has a constructor without parameters");
    }
  }

  private static IllegalArgumentException notOpen(Class<?> type) {
    return refuse(
        type,
        "its module keeps it closed: write 'opens %s to io.github.bpf4j.api;' in the module-info"
            .formatted(type.getPackageName()));
  }

  private static IllegalArgumentException refuse(Class<?> type, String why) {
    return new IllegalArgumentException(
        "%s cannot lie in a program's memory: %s".formatted(type.getName(), why));
  }

  private static IllegalArgumentException refuse(
      Class<?> type, java.lang.reflect.Field field, String why) {
    return new IllegalArgumentException(
        "%s.%s (%s) cannot lie in a program's memory: %s"
            .formatted(type.getName(), field.getName(), field.getType().getSimpleName(), why));
  }
}
