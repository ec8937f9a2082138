package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Methods of the JDK that are an instruction or two, or that only the compiler can answer.
final class JdkCalls implements Calls.Primitives {
  private final Translator translator;

  JdkCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.name().equals("<init>")) {
      return isEmptyConstructor(call.owner()) ? Operand.UNKNOWN : null;
    }
    if (Throwable.class.isAssignableFrom(call.owner())) {
      return ofThrowable(call);
    }
    if (!call.arguments().isEmpty() && call.argument(0) instanceof EnumValue value) {
      return ofEnum(value, call);
    }
    if (!call.arguments().isEmpty()
        && call.argument(0) instanceof Boxed boxed
        && call.descriptor().startsWith("()")
        && call.name().endsWith("Value")) {
      return unbox(boxed, call.name());
    }
    return switch (call.owner().getName()) {
      case "java.lang.Integer" -> ofInteger(call);
      case "java.lang.Long" -> ofLong(call);
      case "java.lang.Short", "java.lang.Byte", "java.lang.Character", "java.lang.Boolean" ->
          ofSmall(call);
      case "java.util.Objects" -> ofObjects(call);
      case "java.lang.System" -> ofSystem(call);
      default -> null;
    };
  }

  /// Constructors that do nothing a program could see: `Object`'s, and those of the JDK's exceptions,
  /// of which only the class matters.
  private static boolean isEmptyConstructor(Class<?> type) {
    return type == Object.class
        || type == Record.class
        || type == Enum.class
        || type.getClassLoader() == null && Throwable.class.isAssignableFrom(type);
  }

  /// Of an exception only the class is kept. What javac itself asks for, to say in a `MatchException`
  /// what an accessor threw, is never seen.
  private static @Nullable Operand ofThrowable(Call call) {
    boolean own = isDeclaredBelow(call.owner(), call.name());
    return switch (call.name()) {
      case "toString", "getMessage", "getCause" -> own ? null : Operand.NULL;
      case "addSuppressed" -> Operand.UNKNOWN;
      default -> null;
    };
  }

  /// Whether a class of the program's declares the method.
  private static boolean isDeclaredBelow(Class<?> type, String method) {
    for (Class<?> c = type; c != null && c.getClassLoader() != null; c = c.getSuperclass()) {
      if (Arrays.stream(c.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Operand ofEnum(EnumValue value, Call call) {
    return switch (call.name() + call.descriptor()) {
      case "ordinal()I" -> new Scalar(value.ordinal());
      case "equals(Ljava/lang/Object;)Z" -> isSame(value, call.argument(1));
      case "hashCode()I" ->
          translator.report(
              Problem.CALL,
              "the hash code of an enum's constant is another number in each JVM",
              "use its ordinal()");
      case "name()Ljava/lang/String;" -> name(value);
      case "toString()Ljava/lang/String;" ->
          isDeclaredBelow(call.owner(), "toString") ? null : name(value);
      case "compareTo(Ljava/lang/Enum;)I" ->
          call.argument(1) instanceof EnumValue other
              ? new Scalar(translator.ir().binary(Op.SUB, value.ordinal(), other.ordinal()))
              : Operand.UNKNOWN;
      default -> null;
    };
  }

  private Operand isSame(EnumValue value, Operand other) {
    return switch (other) {
      case Operand.Unknown unknown -> unknown;
      case EnumValue constant when constant.type() == value.type() ->
          translator.truth(Condition.EQ, value.ordinal(), constant.ordinal());
      case Choice choice -> translator.onEach(choice, one -> isSame(value, one));
      default -> Operand.of(0);
    };
  }

  private static Operand name(EnumValue value) {
    return value.ordinal() instanceof Constant ordinal
        ? new Known(((Enum<?>) value.type().getEnumConstants()[(int) ordinal.value()]).name())
        : new Operand.Joined();
  }

  private Operand unbox(Boxed boxed, String name) {
    var ir = translator.ir();
    Value value = boxed.value();
    boolean wide = value.type() == Type.I64;
    return switch (name) {
      case "longValue" -> new Scalar(wide ? value : ir.unary(Op.SEXT32, Type.I64, value));
      case "intValue" -> new Scalar(wide ? ir.unary(Op.TRUNC, Type.I32, value) : value);
      case "shortValue", "byteValue" -> {
        Value narrow = wide ? ir.unary(Op.TRUNC, Type.I32, value) : value;
        yield new Scalar(
            ir.unary(name.equals("byteValue") ? Op.SEXT8 : Op.SEXT16, Type.I32, narrow));
      }
      case "charValue", "booleanValue" -> new Scalar(value);
      default ->
          translator.report(
              Problem.UNSUPPORTED,
              "float and double have no counterpart in an eBPF program",
              "use int or long");
    };
  }

  private @Nullable Operand ofInteger(Call call) {
    var ir = translator.ir();
    return switch (call.name() + call.descriptor()) {
      case "valueOf(I)Ljava/lang/Integer;" -> box(call);
      case "reverseBytes(I)I" -> unary(call, Op.BSWAP32, Type.I32);
      case "toUnsignedLong(I)J" -> unary(call, Op.ZEXT32, Type.I64);
      case "compareUnsigned(II)I" -> values(call, (a, b) -> ir.compare(Op.UCMP, a, b));
      case "divideUnsigned(II)I" -> divide(call, Op.UDIV);
      case "remainderUnsigned(II)I" -> divide(call, Op.UREM);
      default -> null;
    };
  }

  private @Nullable Operand ofLong(Call call) {
    var ir = translator.ir();
    return switch (call.name() + call.descriptor()) {
      case "valueOf(J)Ljava/lang/Long;" -> box(call);
      case "reverseBytes(J)J" -> unary(call, Op.BSWAP64, Type.I64);
      case "compare(JJ)I" -> values(call, (a, b) -> ir.compare(Op.LCMP, a, b));
      case "compareUnsigned(JJ)I" -> values(call, (a, b) -> ir.compare(Op.UCMP, a, b));
      case "divideUnsigned(JJ)J" -> divide(call, Op.UDIV);
      case "remainderUnsigned(JJ)J" -> divide(call, Op.UREM);
      default -> null;
    };
  }

  private @Nullable Operand ofSmall(Call call) {
    if (call.name().equals("valueOf") && call.arguments().size() == 1) {
      boolean number =
          call.argument(0) instanceof Scalar || call.argument(0) instanceof Operand.Unknown;
      return number ? box(call) : null;
    }
    if (call.name().equals("reverseBytes") && call.argument(0) instanceof Scalar scalar) {
      var ir = translator.ir();
      Value swapped = ir.unary(Op.BSWAP16, Type.I32, scalar.value());
      boolean signed = call.owner() == Short.class;
      return new Scalar(signed ? ir.unary(Op.SEXT16, Type.I32, swapped) : swapped);
    }
    return null;
  }

  private @Nullable Operand ofObjects(Call call) {
    return switch (call.name()) {
      case "requireNonNull" -> translator.nulls().requireNonNull(call.argument(0));
      case "checkIndex" -> {
        if (!(call.argument(0) instanceof Scalar index)
            || !(call.argument(1) instanceof Scalar length)) {
          yield Operand.UNKNOWN;
        }
        translator.require(
            Condition.SGE,
            index.value(),
            new Constant(index.value().type(), 0),
            IndexOutOfBoundsException.class);
        translator.require(
            Condition.SLT, index.value(), length.value(), IndexOutOfBoundsException.class);
        yield index;
      }
      default -> null;
    };
  }

  private @Nullable Operand ofSystem(Call call) {
    return switch (call.name()) {
      case "nanoTime" -> new Scalar(translator.ir().call(Type.I64, Helper.KTIME_GET_NS));
      default ->
          translator.report(
              Problem.CALL,
              "System.%s cannot run in the kernel".formatted(call.name()),
              call.name().equals("currentTimeMillis")
                  ? "use System.nanoTime()"
                  : "do it in user space");
    };
  }

  private Operand box(Call call) {
    return call.argument(0) instanceof Scalar scalar
        ? new Boxed(call.owner(), scalar.value())
        : Operand.UNKNOWN;
  }

  private Operand unary(Call call, Op op, Type type) {
    return call.argument(0) instanceof Scalar scalar
        ? new Scalar(translator.ir().unary(op, type, scalar.value()))
        : Operand.UNKNOWN;
  }

  private interface Binary {
    Value of(Value a, Value b);
  }

  private static Operand values(Call call, Binary operation) {
    return call.argument(0) instanceof Scalar a && call.argument(1) instanceof Scalar b
        ? new Scalar(operation.of(a.value(), b.value()))
        : Operand.UNKNOWN;
  }

  private Operand divide(Call call, Op op) {
    return values(
        call,
        (a, b) -> {
          translator.require(Condition.NE, b, new Constant(b.type(), 0), ArithmeticException.class);
          return translator.ir().binary(op, a, b);
        });
  }
}
