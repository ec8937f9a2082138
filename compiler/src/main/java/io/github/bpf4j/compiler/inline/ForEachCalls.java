package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfHashMap;
import io.github.bpf4j.api.BpfKeyedMap;
import io.github.bpf4j.api.BpfLruHashMap;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.compiler.inline.Callbacks.Method;
import io.github.bpf4j.compiler.inline.Callbacks.Signature;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.object.Helper;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// `forEach` and `forEachWhile` of the maps that the kernel walks through, calling back for each entry.
final class ForEachCalls {
  /// `long (*callback_fn)(struct bpf_map *map, const void *key, void *value, void *ctx)`: 0 goes on, 1 stops.
  private static final Signature SIGNATURE =
      new Signature(List.of(Type.POINTER, Type.POINTER, Type.POINTER, Type.POINTER), 3, 0, 1);

  private static final int KEY = 1;
  private static final int VALUE = 2;

  /// What is called back.
  ///
  /// @param keyType the type of its key or index
  /// @param valueFirst whether the value comes before it
  private record Action(Method method, Class<?> keyType, boolean valueFirst) {
    static Action predicate(Class<?> keyType, boolean valueFirst) {
      var descriptor = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
      return new Action(new Method(BiPredicate.class, "test", descriptor), keyType, valueFirst);
    }
  }

  private final Translator translator;

  ForEachCalls(Translator translator) {
    this.translator = translator;
  }

  /// The result of `call` on the map at `address`; null if it is none of these, or for user space.
  @Nullable Operand call(Value address, BpfMap map, Call call) {
    var action =
        switch (call.name()) {
          case "forEach" -> forEach(map);
          case "forEachWhile" -> forEachWhile(map);
          default -> null;
        };
    return action == null
        ? null
        : walk(address, action, map.specification().valueType(), call.argument(1));
  }

  /// User space sees the values of all CPUs, and that has no counterpart in a program.
  private static @Nullable Action forEach(BpfMap map) {
    return switch (map) {
      case BpfArray<?> _ ->
          new Action(
              new Method(ObjIntConsumer.class, "accept", "(Ljava/lang/Object;I)V"),
              int.class,
              true);
      case BpfHashMap<?, ?> hash -> consumer(hash);
      case BpfLruHashMap<?, ?> hash -> consumer(hash);
      default -> null;
    };
  }

  private static Action consumer(BpfKeyedMap<?, ?> map) {
    var descriptor = "(Ljava/lang/Object;Ljava/lang/Object;)V";
    return new Action(
        new Method(BiConsumer.class, "accept", descriptor),
        map.specification().keyLayout().type(),
        false);
  }

  private static @Nullable Action forEachWhile(BpfMap map) {
    return switch (map) {
      case BpfKeyedMap<?, ?> keyed ->
          Action.predicate(keyed.specification().keyLayout().type(), false);
      case BpfArray<?> _, BpfPerCpuArray<?> _ -> Action.predicate(Integer.class, true);
      default -> null;
    };
  }

  private Operand walk(Value address, Action action, Class<?> valueType, Operand function) {
    var callbacks = new Callbacks(translator);
    var callback =
        callbacks.compile(
            function,
            action.method,
            SIGNATURE,
            (within, parameters) -> {
              var key = within.memory().load(parameters.get(KEY), 0, action.keyType, false);
              var value = within.memory().load(parameters.get(VALUE), 0, valueType, false);
              return action.valueFirst ? List.of(value, key) : List.of(key, value);
            });
    var ir = translator.ir();
    var given =
        ir.call(
            Type.I64,
            Helper.FOR_EACH_MAP_ELEM,
            address,
            callback.function(),
            callback.memory(),
            Constant.of(0L));
    callbacks.rethrow(callback, given);
    return new Scalar(ir.unary(Op.TRUNC, Type.I32, given));
  }
}
