package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The methods of maps without keys: queues, stacks and Bloom filters. Their values go over the stack.
final class ValueCalls {
  // Flags of bpf_map_push_elem, include/uapi/linux/bpf.h
  private static final long ANY = 0;
  private static final long EXIST = 2;

  private final Translator translator;

  ValueCalls(Translator translator) {
    this.translator = translator;
  }

  /// The result of `call` on the map at `address`; null if the method is for user space.
  @Nullable Operand call(Value address, BpfMap map, Call call) {
    Class<?> type = map.specification().valueType();
    return switch (call.name()) {
      case "push" -> push(address, call.argument(1), type, ANY);
      case "pushEvicting" -> push(address, call.argument(1), type, EXIST);
      case "add" -> push(address, call.argument(1), type, ANY);
      case "mayContain" -> mayContain(address, call.argument(1), type);
      case "pop" -> take(Helper.MAP_POP_ELEM, address, type);
      case "peek" -> take(Helper.MAP_PEEK_ELEM, address, type);
      default -> null;
    };
  }

  private Operand push(Value address, Operand operand, Class<?> type, long flags) {
    Value value = translator.memory().onStack(operand, type, 0);
    return value == null
        ? Operand.UNKNOWN
        : isZero(
            translator
                .ir()
                .call(Type.I64, Helper.MAP_PUSH_ELEM, address, value, Constant.of(flags)));
  }

  private Operand mayContain(Value address, Operand operand, Class<?> type) {
    Value value = translator.memory().onStack(operand, type, 0);
    return value == null
        ? Operand.UNKNOWN
        : isZero(translator.ir().call(Type.I64, Helper.MAP_PEEK_ELEM, address, value));
  }

  private Operand isZero(Value status) {
    return translator.truth(Condition.EQ, status, Constant.of(0L));
  }

  /// The value that `helper` puts on the stack, or null where there is none.
  private Operand take(Helper helper, Value address, Class<?> type) {
    var layout = translator.memory().layout(type);
    if (layout == null) {
      return Operand.UNKNOWN;
    }
    var ir = translator.ir();
    var slot = new StackAddress(new StackSlot(layout.size(), layout.alignment()));
    Value status = ir.call(Type.I64, helper, address, slot);
    var split = translator.split(Condition.EQ, status, Constant.of(0L));
    if (split.then() == null || split.otherwise() == null) {
      throw new IllegalStateException("what a helper returns is never known");
    }
    State empty = translator.state().copy();
    empty.push(Operand.NULL);
    ir.at(split.then());
    Operand value = translator.memory().load(slot, 0, type, false);
    translator.state().push(value);
    return translator
        .nulls()
        .lookup(
            translator.joinHere(
                List.of(
                    new Way(ir.current(), translator.state()), new Way(split.otherwise(), empty))));
  }
}
