package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BigEndian;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.object.Kfunc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The primitives behind the receive metadata of an `XdpContext`: a kernel function each. It gives a status, and
/// writes the other components of the record that the method returns.
final class MetadataCalls implements Calls.Primitives {
  private static final Map<String, Kfunc> FUNCTIONS =
      Map.of(
          "hashAnswer", Kfunc.XDP_METADATA_RX_HASH,
          "timestampAnswer", Kfunc.XDP_METADATA_RX_TIMESTAMP,
          "vlanAnswer", Kfunc.XDP_METADATA_RX_VLAN_TAG);

  private final Translator translator;

  MetadataCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    var function = FUNCTIONS.get(call.name());
    if (call.owner() != XdpContext.class || function == null) {
      return null;
    }
    if (!(call.argument(0) instanceof Context(Value context))) {
      return Operand.UNKNOWN;
    }
    var memory = translator.memory();
    var arguments = new ArrayList<>(List.of(context));
    for (var _ : function.results()) {
      var room = new StackAddress(new StackSlot(Long.BYTES, Long.BYTES));
      memory.clear(room, Long.BYTES);
      arguments.add(room);
    }
    var status = translator.ir().callKfunc(Type.I32, function, arguments);
    var returned = MethodTypeDesc.ofDescriptor(call.descriptor()).returnType();
    Class<?> type = Calls.resolve(translator.activation().code(), returned);
    var components = type.getRecordComponents();
    var answer = new Instance(type);
    var fields = new LinkedHashMap<String, Operand>();
    fields.put(components[0].getName(), new Scalar(status));
    for (int i = 1; i < components.length; i++) {
      boolean bigEndian = components[i].isAnnotationPresent(BigEndian.class);
      var value = memory.load(arguments.get(i), 0, components[i].getType(), bigEndian);
      fields.put(components[i].getName(), value);
    }
    translator.state().heap().put(answer, fields);
    return answer;
  }
}
