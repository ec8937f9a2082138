package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.object.Helper;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The primitive behind `XdpContext.fibLookup`: a record that lies in memory as the kernel's question does, and
/// one that lies as its answer, in the same bytes.
final class FibCalls implements Calls.Primitives {
  private final Translator translator;

  FibCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != XdpContext.class || !call.name().equals("lookUp")) {
      return null;
    }
    if (!(call.argument(0) instanceof Context(Value context))
        || !Shapes.isValueObject(call.argument(1))
        || !(call.argument(2) instanceof Scalar(Value flags))) {
      return Operand.UNKNOWN;
    }
    var memory = translator.memory();
    Class<?> question = Shapes.typeOf(call.argument(1));
    var layout = memory.layout(question);
    Value place = memory.onStack(call.argument(1), question, 0);
    if (layout == null || place == null) {
      return Operand.UNKNOWN;
    }
    var ir = translator.ir();
    Value code =
        ir.call(Type.I64, Helper.FIB_LOOKUP, context, place, Constant.of(layout.size()), flags);
    var returned = MethodTypeDesc.ofDescriptor(call.descriptor()).returnType();
    Class<?> type = Calls.resolve(translator.activation().code(), returned);
    var components = type.getRecordComponents();
    var outcome = new Instance(type);
    var fields = new LinkedHashMap<String, Operand>();
    fields.put(components[0].getName(), new Scalar(ir.unary(Op.TRUNC, Type.I32, code)));
    RecordComponent answer = components[1];
    fields.put(answer.getName(), memory.load(place, 0, answer.getType(), false));
    translator.state().heap().put(outcome, fields);
    return outcome;
  }
}
