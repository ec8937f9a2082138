package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Joined;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Strings. What is known while compiling is computed; what is put together as the program runs can
/// become the message of an exception, which nobody sees.
final class StringCalls implements Calls.Primitives {
  /// Methods of the JDK's that only make a text of something.
  private static final Set<String> TEXTS =
      Set.of(
          "toString",
          "valueOf",
          "toHexString",
          "toBinaryString",
          "toOctalString",
          "toUnsignedString",
          "formatted",
          "format",
          "concat",
          "join");

  private final Translator translator;

  StringCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() == StringBuilder.class) {
      return ofBuilder(call);
    }
    boolean isText =
        call.owner().getPackageName().equals("java.lang")
            && call.descriptor().endsWith(")Ljava/lang/String;")
            && TEXTS.contains(call.name());
    boolean isConstant = call.owner() == Enum.class && call.name().equals("valueOf");
    if (call.owner() != String.class && !isText && !isConstant) {
      return null;
    }
    if (call.arguments().stream().anyMatch(Operand.Unknown.class::isInstance)) {
      return Operand.UNKNOWN;
    }
    var type = MethodTypeDesc.ofDescriptor(call.descriptor());
    var code = translator.activation().code();
    var parameters = new ArrayList<Class<?>>();
    type.parameterList().forEach(p -> parameters.add(Calls.resolve(code, p)));
    var result = compute(call, parameters);
    if (result != null) {
      return result;
    }
    return isText ? new Joined() : unknown(call);
  }

  private static @Nullable Operand ofBuilder(Call call) {
    return switch (call.name()) {
      case "<init>" -> Operand.UNKNOWN;
      case "append" -> call.argument(0);
      case "toString" -> new Joined();
      default -> null;
    };
  }

  /// What a method that needs nothing but its arguments gives; null where these are not known.
  private @Nullable Operand compute(Call call, List<Class<?>> parameters) {
    try {
      var method = call.owner().getMethod(call.name(), parameters.toArray(Class<?>[]::new));
      int receivers = Modifier.isStatic(method.getModifiers()) ? 0 : 1;
      var arguments = new ArrayList<@Nullable Object>();
      for (int i = 0; i < call.arguments().size(); i++) {
        Class<?> type = i < receivers ? call.owner() : parameters.get(i - receivers);
        var argument = known(call.argument(i), type);
        if (argument == null) {
          return null;
        }
        arguments.add(argument.object());
      }
      Object receiver = receivers == 0 ? null : arguments.removeFirst();
      var result =
          Shapes.known(method.invoke(receiver, arguments.toArray()), method.getReturnType());
      return method.getReturnType().isArray() ? translator.arrays().copy(result) : result;
    } catch (InvocationTargetException e) {
      translator.raise(Bytecodes.thrown(translator, e.getTargetException().getClass()));
      throw new PathEnds();
    } catch (ReflectiveOperationException _) {
      return null;
    }
  }

  /// An argument that is known while compiling.
  private record Argument(@Nullable Object object) {}

  /// What `operand` is as a `type`; null where it is not known.
  private static @Nullable Argument known(Operand operand, Class<?> type) {
    return switch (operand) {
      case Null _ -> new Argument(null);
      case Known(Object object) -> new Argument(object);
      case EnumValue(var constants, Constant ordinal, _) when ordinal.value() >= 0 ->
          new Argument(constants.getEnumConstants()[(int) ordinal.value()]);
      case Boxed(var box, Constant(_, long number)) -> known(number, box);
      case Scalar(Constant(_, long number)) -> known(number, type);
      default -> null;
    };
  }

  private static Argument known(long number, Class<?> type) {
    return new Argument(
        switch (type.getSimpleName()) {
          case "long", "Long" -> number;
          case "short", "Short" -> (short) number;
          case "byte", "Byte" -> (byte) number;
          case "char", "Character" -> (char) number;
          case "boolean", "Boolean" -> number != 0;
          default -> (int) number;
        });
  }

  private Operand unknown(Call call) {
    return translator.report(
        Problem.CALL,
        "String.%s asks about a string that is chosen or put together as the program runs"
            .formatted(call.name()),
        "use an enum's constants instead, or compare bytes of the packet");
  }
}
