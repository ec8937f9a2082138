package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// Lambdas and method references: made by `LambdaMetafactory` from a method and captured values, and
/// called in place like any method.
final class Lambdas {
  private final Translator translator;
  private final Calls calls;

  Lambdas(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
  }

  /// What the bootstrap method would make (`java.lang.invoke.LambdaMetafactory`).
  Operand create(InvokeDynamicInstruction instruction, List<Operand> captured) {
    MethodCode code = translator.activation().code();
    return new Lambda(
        Calls.resolve(code, instruction.typeSymbol().returnType()),
        instruction.name().stringValue(),
        (DirectMethodHandleDesc) instruction.bootstrapArgs().get(1),
        code,
        captured);
  }

  /// Calls the method that `lambda` stands for.
  Operand call(Lambda lambda, Call call) {
    var target = lambda.target();
    var owner = Calls.resolve(lambda.code(), target.owner());
    var type = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
    boolean isNew = target.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
    boolean isStatic =
        target.kind() == DirectMethodHandleDesc.Kind.STATIC
            || target.kind() == DirectMethodHandleDesc.Kind.INTERFACE_STATIC;
    var given = new ArrayList<>(lambda.captured());
    given.addAll(call.arguments().subList(1, call.arguments().size()));
    var arguments = new ArrayList<Operand>();
    if (isNew) {
      arguments.add(translator.fields().create(owner));
    } else if (!isStatic) {
      arguments.add(given.removeFirst());
    }
    for (int i = 0; i < given.size(); i++) {
      arguments.add(adapt(given.get(i), type.parameterType(i).descriptorString()));
    }
    var inner =
        new Call(owner, target.methodName(), type.descriptorString(), List.copyOf(arguments));
    Operand result =
        isNew || isStatic || target.kind() == DirectMethodHandleDesc.Kind.SPECIAL
            ? calls.direct(inner)
            : calls.onReceiver(inner);
    if (isNew) {
      return arguments.getFirst();
    }
    String from = type.returnType().descriptorString();
    String to = MethodTypeDesc.ofDescriptor(call.descriptor()).returnType().descriptorString();
    return to.length() == 1 ? adapt(result, to) : box(result, from);
  }

  /// `operand` as a parameter of the type that `descriptor` names.
  private Operand adapt(Operand operand, String descriptor) {
    Operand number = operand;
    if (descriptor.length() == 1
        && translator.nulls().requireNonNull(operand) instanceof Boxed boxed) {
      number = new Scalar(boxed.value());
    }
    if (descriptor.equals("J") && number instanceof Scalar(var value) && value.type() == Type.I32) {
      return new Scalar(translator.ir().unary(Op.SEXT32, Type.I64, value));
    }
    return descriptor.length() == 1 ? number : box(number, primitiveOf(descriptor));
  }

  /// A number of the primitive type that `descriptor` names, as an object.
  private static Operand box(Operand operand, String descriptor) {
    if (!(operand instanceof Scalar(var value))) {
      return operand;
    }
    Class<?> type =
        switch (descriptor) {
          case "J" -> Long.class;
          case "S" -> Short.class;
          case "B" -> Byte.class;
          case "C" -> Character.class;
          case "Z" -> Boolean.class;
          default -> value.type() == Type.I64 ? Long.class : Integer.class;
        };
    return new Boxed(type, value);
  }

  private static String primitiveOf(String descriptor) {
    return switch (descriptor) {
      case "Ljava/lang/Long;" -> "J";
      case "Ljava/lang/Short;" -> "S";
      case "Ljava/lang/Byte;" -> "B";
      case "Ljava/lang/Character;" -> "C";
      case "Ljava/lang/Boolean;" -> "Z";
      default -> "I";
    };
  }
}
