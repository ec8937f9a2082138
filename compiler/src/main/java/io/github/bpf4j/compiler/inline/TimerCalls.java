package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfTimer;
import io.github.bpf4j.api.MapSpecification;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapAddress;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.object.Helper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The methods of [BpfTimer]. The kernel calls `int (*callback_fn)(void *map, void *key, void *value)` back, long after
/// the function that said so has ended.
final class TimerCalls implements Calls.Primitives {
  private static final Callbacks.Method METHOD =
      new Callbacks.Method(
          BpfTimer.Callback.class, "expired", "(Ljava/lang/Object;Ljava/lang/Object;)V");

  private static final List<Type> PARAMETERS = List.of(Type.POINTER, Type.POINTER, Type.POINTER);

  // include/uapi/linux/time.h
  private static final long CLOCK_MONOTONIC = 1;

  private final Translator translator;

  TimerCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.owner() != BpfTimer.class) {
      return null;
    }
    return switch (call.name()) {
      case "onExpiry" -> onPlace(call, timer -> onExpiry(timer, call));
      case "start" ->
          onPlace(
              call,
              timer ->
                  call.argument(1) instanceof Scalar(Value delay)
                      ? truth(0, Helper.TIMER_START, timer, delay, Constant.of(0L))
                      : Operand.UNKNOWN);
      case "cancel" -> onPlace(call, timer -> truth(1, Helper.TIMER_CANCEL, timer));
      default -> null;
    };
  }

  private interface OnTimer {
    Operand call(Value timer);
  }

  private Operand onPlace(Call call, OnTimer action) {
    return switch (call.argument(0)) {
      case Place place when LockCalls.isInMap(place) -> action.call(place.pointer());
      case Operand.Unknown unknown -> unknown;
      default ->
          translator.report(
              Problem.CALL,
              "this timer is in no map",
              "use the timer of a value that get() of a map gave");
    };
  }

  /// Whether a helper gives `expected`.
  private Operand truth(long expected, Helper helper, Value... arguments) {
    var ir = translator.ir();
    return translator.truth(
        Condition.EQ, ir.call(Type.I64, helper, arguments), Constant.of(expected));
  }

  private Operand onExpiry(Value timer, Call call) {
    var address = MapCalls.address(translator, call.argument(1));
    if (address == null
        || !(call.argument(1) instanceof Known(Object known))
        || !(known instanceof BpfMap map)) {
      return Operand.UNKNOWN;
    }
    if (!mayBeIn(address, timer)) {
      return translator.report(
          Problem.CALL, "this timer is in another map", "pass the map that get() was called on");
    }
    var specification = map.specification();
    var function =
        new Callbacks(translator)
            .compileForLater(
                call.argument(2),
                METHOD,
                PARAMETERS,
                (callback, parameters) -> arguments(callback, parameters, specification));
    var ir = translator.ir();
    // Where it was done before, this gives EBUSY and changes nothing.
    ir.call(Type.I64, Helper.TIMER_INIT, timer, address, Constant.of(CLOCK_MONOTONIC));
    ir.call(Type.I64, Helper.TIMER_SET_CALLBACK, timer, function);
    return Operand.UNKNOWN;
  }

  private static List<Operand> arguments(
      Translator callback, List<Value> parameters, MapSpecification map) {
    Class<?> keyType = map.keyLayout().type();
    return List.of(
        callback.memory().load(parameters.get(1), 0, keyType, false),
        new Place(map.valueType(), parameters.get(2), false));
  }

  private static boolean mayBeIn(MapAddress map, Value pointer) {
    return switch (pointer) {
      case Instruction i when i.op() == Op.OFFSET -> mayBeIn(map, i.operand(0));
      case Instruction i when i.calls(Helper.MAP_LOOKUP_ELEM) -> i.operand(0).equals(map);
      default -> true;
    };
  }
}
