package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The methods of `BpfRingBuf`: records are filled in place. [References] sees to it that they are given
/// back.
final class RingCalls {
  private final Translator translator;

  RingCalls(Translator translator) {
    this.translator = translator;
  }

  /// Whether `call` is of the method whose own code is compiled: `output(event -> …)`.
  static boolean isJava(Call call) {
    return call.name().equals("output")
        && call.descriptor().equals("(Ljava/util/function/Consumer;)Z");
  }

  /// The result of `call` on the ring buffer at `address`; null if the method is for user space.
  @Nullable Operand call(Value address, BpfRingBuf<?> ring, Call call) {
    Class<?> type = ring.specification().valueType();
    var layout = translator.memory().layout(type);
    if (layout == null) {
      return Operand.UNKNOWN;
    }
    return switch (call.name()) {
      case "output" -> output(address, layout.size(), type, call.argument(1));
      case "reserve" -> layout.isStruct() ? place(address, layout.size(), type) : noPlace(type);
      case "submit" -> release(address, call.argument(1), Helper.RINGBUF_SUBMIT);
      case "discard" -> release(address, call.argument(1), Helper.RINGBUF_DISCARD);
      default -> null;
    };
  }

  private Value reserve(Value address, int size) {
    var flags = Constant.of(0L);
    return translator
        .ir()
        .call(Type.POINTER, Helper.RINGBUF_RESERVE, address, Constant.of((long) size), flags);
  }

  private void release(Value record, Helper helper) {
    translator.ir().call(Type.I64, helper, record, Constant.of(0L));
  }

  private Operand output(Value address, int size, Class<?> type, Operand event) {
    return withRecord(
        reserve(address, size),
        Operand.of(0),
        record -> {
          translator.memory().store(record, 0, event, type, false);
          release(record, Helper.RINGBUF_SUBMIT);
          return Operand.of(1);
        });
  }

  /// A new record is 0: the kernel leaves in it what was there before.
  private Operand place(Value address, int size, Class<?> type) {
    var place = new Place(type, reserve(address, size), true);
    return withRecord(
        place.pointer(),
        place,
        record -> {
          translator.memory().zero(record, 0, size);
          return place;
        });
  }

  private interface Use {
    Operand of(Value record);
  }

  /// The result of `use` where there is a record, else `otherwise`.
  private Operand withRecord(Value record, Operand otherwise, Use use) {
    var ir = translator.ir();
    var split = translator.split(Condition.NE, record, Value.NULL);
    if (split.then() == null || split.otherwise() == null) {
      throw new IllegalStateException("what a helper returns is never known");
    }
    State full = translator.state().copy();
    full.push(otherwise);
    ir.at(split.then());
    Operand result = use.of(record);
    translator.state().push(result);
    return translator.joinHere(
        List.of(new Way(ir.current(), translator.state()), new Way(split.otherwise(), full)));
  }

  private Operand noPlace(Class<?> type) {
    return translator.report(
        Problem.LAYOUT,
        "reserve() gives a place to be filled, and %s is a value".formatted(type.getSimpleName()),
        "mark it @Struct, or send it with output");
  }

  private Operand release(Value address, Operand event, Helper helper) {
    if (event instanceof Operand.Unknown) {
      return event;
    }
    if (event instanceof Operand.Null || event instanceof Place place && place.nullable()) {
      return translator.nulls().report(event, "record");
    }
    if (!(event instanceof Place place) || !mayBeOf(address, place.pointer())) {
      return translator.report(
          Problem.REFERENCE,
          "what is submitted or discarded here is no record that this ring buffer reserved",
          "pass what reserve() of this ring buffer gave");
    }
    release(place.pointer(), helper);
    return Operand.UNKNOWN;
  }

  private static boolean mayBeOf(Value address, Value pointer) {
    return !(pointer instanceof Instruction i)
        || i.calls(Helper.RINGBUF_RESERVE) && i.operand(0).equals(address);
  }
}
