package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Struct;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the classes of a program's objects look like, and objects that exist while compiling as
/// operands.
final class Shapes {
  /// Classes of the JDK's that are like records, but let nobody see their fields.
  private static final Set<Class<?>> OPTIONALS =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

  private Shapes() {}

  /// Whether objects of `type` never change, so that one may be copied field by field.
  static boolean isValue(Class<?> type) {
    return !type.isArray()
        && fields(type).stream().allMatch(field -> Modifier.isFinal(field.getModifiers()));
  }

  /// Whether objects of `type` are no more than their fields, which never change: records, and classes
  /// of the program with final fields alone. The library's own classes mean more to the compiler.
  static boolean isPlain(Class<?> type) {
    return Record.class.isAssignableFrom(type)
        || OPTIONALS.contains(type)
        || type.getClassLoader() != null
            && !type.getPackageName().equals("io.github.bpf4j.api")
            && isValue(type);
  }

  /// Whether `operand` is an object that may be copied field by field.
  static boolean isValueObject(Operand operand) {
    return switch (operand) {
      case Instance instance -> isValue(instance.type());
      case Known known -> isPlain(known.object().getClass());
      default -> false;
    };
  }

  /// Whether `operand` is an object that may be taken apart into its fields.
  static boolean isPlainObject(Operand operand) {
    return operand instanceof Instance || isValueObject(operand);
  }

  /// Whether `object` can be made in memory, instead of being taken apart: an array of numbers, or a
  /// `@Struct`.
  static boolean canLieInMemory(Instance object) {
    Class<?> type = object.type();
    return !object.sites().isEmpty()
        && (type.isArray()
            ? type.getComponentType().isPrimitive()
                && Globals.canHold(type.getComponentType(), null)
            : type.isAnnotationPresent(Struct.class));
  }

  /// Whether `operand` is a string, known or not.
  static boolean isString(Operand operand) {
    return operand instanceof Operand.Joined
        || operand instanceof Known known && known.object() instanceof String;
  }

  /// The class of an object.
  static Class<?> typeOf(Operand operand) {
    return switch (operand) {
      case Instance instance -> instance.type();
      case Known known -> known.object().getClass();
      default -> throw new IllegalArgumentException("not an object: " + operand);
    };
  }

  /// The instance fields of `type`, those of its superclasses first.
  static List<Field> fields(Class<?> type) {
    var fields = new ArrayList<Field>();
    Class<?> superclass = type.getSuperclass();
    if (superclass != null) {
      fields.addAll(fields(superclass));
    }
    if (!Calls.isForeign(type)) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  /// The names of [#fields].
  static List<String> fieldNames(Class<?> type) {
    return fields(type).stream().map(Field::getName).toList();
  }

  /// What the field `name` of a value object holds.
  static Operand field(Operand object, String name, State state) {
    return switch (object) {
      case Instance instance -> state.fields(instance).getOrDefault(name, Operand.UNKNOWN);
      case Known known -> knownField(known.object(), name);
      default -> throw new IllegalArgumentException("not an object: " + object);
    };
  }

  /// What the final field `name` of an object that exists while compiling holds.
  static Operand knownField(Object object, String name) {
    boolean isPresent = name.equals("isPresent");
    switch (object) {
      case Optional<?> optional -> {
        return known(optional.orElse(null), Object.class);
      }
      case OptionalInt number -> {
        return Operand.of(isPresent ? (number.isPresent() ? 1 : 0) : number.orElse(0));
      }
      case OptionalLong number -> {
        return isPresent
            ? Operand.of(number.isPresent() ? 1 : 0)
            : new Scalar(Value.Constant.of(number.orElse(0)));
      }
      default -> {}
    }
    for (Field field : fields(object.getClass())) {
      if (field.getName().equals(name)) {
        return read(field, object);
      }
    }
    return Operand.UNKNOWN;
  }

  /// The value of `field` as an operand.
  ///
  /// @param object null for a static field
  static Operand read(Field field, @Nullable Object object) {
    return known(get(field, object), field.getType());
  }

  /// The value of `field`.
  ///
  /// @param object null for a static field
  static @Nullable Object get(Field field, @Nullable Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " is made accessible above", e);
    }
  }

  /// An object that exists while compiling, of declared type `type`, as an operand.
  static Operand known(@Nullable Object object, Class<?> type) {
    if (type.isPrimitive() && object != null) {
      return number(object);
    }
    return switch (object) {
      case null -> Operand.NULL;
      case Enum<?> e -> new EnumValue(e.getDeclaringClass(), Value.Constant.of(e.ordinal()), false);
      case Long l -> new Boxed(Long.class, Value.Constant.of(l));
      case Integer _, Short _, Byte _, Character _, Boolean _ -> {
        var scalar = number(object);
        yield scalar instanceof Scalar s ? new Boxed(object.getClass(), s.value()) : scalar;
      }
      default -> new Known(object);
    };
  }

  private static Operand number(Object boxed) {
    return switch (boxed) {
      case Integer i -> Operand.of(i);
      case Long l -> new Scalar(Value.Constant.of(l));
      case Short s -> Operand.of(s);
      case Byte b -> Operand.of(b);
      case Character c -> Operand.of(c);
      case Boolean b -> Operand.of(b ? 1 : 0);
      default -> Operand.UNKNOWN;
    };
  }

  /// What a field of type `type` holds in a new object.
  static Operand initial(Class<?> type) {
    if (!type.isPrimitive()) {
      return Operand.NULL;
    }
    if (type == float.class || type == double.class) {
      return Operand.UNKNOWN;
    }
    return new Scalar(new Value.Constant(type == long.class ? Type.I64 : Type.I32, 0));
  }

  /// What tells the alternatives of a [Choice] apart.
  static Object alternativeKey(Operand operand) {
    return switch (operand) {
      case Instance instance when instance.type().isArray() ->
          List.of(instance.type(), instance.length());
      case Instance instance when instance.origin() instanceof Position origin ->
          List.of(instance.type(), origin);
      case Instance instance -> instance.type();
      case Known known when isPlain(known.object().getClass()) -> known.object().getClass();
      case Boxed boxed -> boxed.type();
      case EnumValue value -> value.type();
      case Operand.MemoryArray array -> List.of(array.component(), array.length());
      case Operand.Lambda lambda -> lambda.target();
      default -> operand;
    };
  }

  /// The kinds of `operands`, for a message: `Circle and null`.
  static String describe(List<Operand> operands) {
    return operands.stream().map(Shapes::describe).distinct().collect(Collectors.joining(" and "));
  }

  /// The kind of `operand`, for a message.
  static String describe(Operand operand) {
    return switch (operand) {
      case Operand.Null _ -> "null";
      case Operand.Unknown _ -> "something that could not be compiled";
      case Scalar scalar -> scalar.value().type() == Type.I64 ? "a long" : "an int";
      case Known known -> "a constant " + known.object().getClass().getSimpleName();
      case EnumValue value -> article(value.type());
      case Boxed boxed -> "a boxed " + boxed.type().getSimpleName();
      case Place place -> article(place.type()) + " in a map";
      case Operand.InnerMap map -> article(map.type()) + " within a map";
      case Operand.Context _ -> "the context";
      case Operand.Slice slice -> "a packet slice of %d bytes".formatted(slice.length());
      case Operand.Lambda lambda -> "a lambda of " + lambda.type().getSimpleName();
      case Operand.Joined _ -> "a joined string";
      case Operand.MemoryArray array ->
          "an array of %d %s".formatted(array.length(), array.component().getSimpleName());
      case Operand.Stale _ -> "a packet slice from before the packet moved";
      case Thrown thrown -> article(thrown.type());
      case Choice choice -> describe(choice.alternatives());
      case Instance instance -> article(instance.type());
    };
  }

  private static String article(Class<?> type) {
    // An X is spoken with a vowel in front: an XdpAction.
    String name = type.getSimpleName();
    return ("AEIOUX".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
  }
}
