package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import java.util.List;

/// `hashCode` of records, as `java.lang.runtime.ObjectMethods` computes it: 31 times what came so far, plus
/// the hash code of the next component.
final class HashCodes {
  private final Translator translator;
  private final Calls calls;

  HashCodes(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
  }

  Operand ofRecord(Operand object) {
    Value hash = Constant.of(0);
    for (var field : Shapes.fields(Classes.classOf(object))) {
      Operand component = Shapes.field(object, field.getName(), translator.state());
      Operand next =
          field.getType().isPrimitive()
              ? ofPrimitive(component, field.getType())
              : ofObject(component);
      if (!(next instanceof Scalar(Value value))) {
        return Operand.UNKNOWN;
      }
      var ir = translator.ir();
      hash = ir.binary(Op.ADD, ir.binary(Op.MUL, hash, Constant.of(31)), value);
    }
    return new Scalar(hash);
  }

  private Operand ofPrimitive(Operand number, Class<?> type) {
    Class<?> box = java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    var descriptor = "(" + type.descriptorString() + ")I";
    return calls.direct(new Call(box, "hashCode", descriptor, List.of(number)));
  }

  private Operand ofObject(Operand object) {
    return switch (object) {
      case Operand.Unknown unknown -> unknown;
      case Null _ -> Operand.of(0);
      case Choice choice -> translator.onEach(choice, this::ofObject);
      default -> calls.onReceiver(new Call(Object.class, "hashCode", "()I", List.of(object)));
    };
  }
}
