package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfArray;
import io.github.bpf4j.api.BpfBloomFilter;
import io.github.bpf4j.api.BpfHashOfMaps;
import io.github.bpf4j.api.BpfKeyedMap;
import io.github.bpf4j.api.BpfLpmTrie;
import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.api.BpfMapOfMaps;
import io.github.bpf4j.api.BpfPerCpuArray;
import io.github.bpf4j.api.BpfRedirectMap;
import io.github.bpf4j.api.BpfRingBuf;
import io.github.bpf4j.api.BpfSequence;
import io.github.bpf4j.api.BpfSpinLock;
import io.github.bpf4j.api.BpfTailCalls;
import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.InnerMap;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.MapAddress;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.Helper;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods of maps: helper calls with keys and values on the stack.
final class MapCalls implements Calls.Primitives {
  private static final long ANY = 0;
  private static final long NO_EXIST = 1;
  private static final long EXIST = 2;

  /// `BPF_F_LOCK`: store while nobody else holds the value's lock.
  private static final long WITH_LOCK = 4;

  private final Translator translator;

  MapCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (!BpfMap.class.isAssignableFrom(call.owner())) {
      return null;
    }
    if (call.name().equals("of")) {
      return translator.report(
          Problem.STATIC_STATE,
          "a program cannot make a " + call.owner().getSimpleName(),
          "make it a static final field of the program's class");
    }
    if (call.arguments().isEmpty() || RingCalls.isJava(call)) {
      return null;
    }
    return switch (call.argument(0)) {
      case Known known when known.object() instanceof BpfMap map -> {
        var address = address(translator, known);
        yield address == null ? Operand.UNKNOWN : call(address, map, call);
      }
      case InnerMap(BpfMap template, Value address, _) -> call(address, template, call);
      default -> null;
    };
  }

  /// Calls a method of the map at `address`, which is like `map`.
  private Operand call(Value address, BpfMap map, Call call) {
    Operand walk = new ForEachCalls(translator).call(address, map, call);
    if (walk != null) {
      return walk;
    }
    Operand result =
        switch (map) {
          case BpfKeyedMap<?, ?> keyed -> keyed(address, keyed, call);
          case BpfArray<?> array -> array(address, array, call);
          case BpfPerCpuArray<?> array -> array(address, array, call);
          case BpfLpmTrie<?, ?> trie -> trie(address, trie, call);
          case BpfTailCalls array -> new TailCalls(translator).call(address, array, call);
          case BpfSequence<?> sequence -> new ValueCalls(translator).call(address, sequence, call);
          case BpfBloomFilter<?> filter -> new ValueCalls(translator).call(address, filter, call);
          case BpfRingBuf<?> ring -> new RingCalls(translator).call(address, ring, call);
          case BpfMapOfMaps<?> outer -> outer(address, outer, call);
          case BpfRedirectMap _ -> null;
        };
    return result != null
        ? result
        : translator.report(
            Problem.CALL,
            "%s.%s is for user space".formatted(map.getClass().getSimpleName(), call.name()),
            "call it on the map of a loaded program: program.map(…)");
  }

  /// The map that `operand` is, as an argument of a helper; null after a report that there is none.
  static @Nullable MapAddress address(Translator translator, Operand operand) {
    if (operand instanceof Known known && known.object() instanceof BpfMap map) {
      int index = translator.parts().indexOf(map);
      if (index >= 0) {
        return new MapAddress(index);
      }
      translator.report(
          Problem.STATIC_STATE,
          "a map is used that no static final field holds",
          "make it a static final field of the program's class");
    } else if (!(operand instanceof Operand.Unknown)) {
      translator.report(
          Problem.OBJECT_MERGE,
          "the compiler must know which map this is, but it is %s"
              .formatted(Shapes.describe(operand)),
          "use one map that a static final field holds");
    }
    return null;
  }

  private @Nullable Operand keyed(Value address, BpfKeyedMap<?, ?> map, Call call) {
    Class<?> keyType = map.specification().keyLayout().type();
    Class<?> valueType = map.specification().valueType();
    return switch (call.name()) {
      case "get" -> withKey(keyType, call, key -> get(address, key, valueType, call));
      case "put" ->
          withKey(keyType, call, key -> update(address, key, call.argument(2), valueType, ANY));
      case "putIfAbsent" ->
          withKey(
              keyType, call, key -> update(address, key, call.argument(2), valueType, NO_EXIST));
      case "replace" ->
          withKey(keyType, call, key -> update(address, key, call.argument(2), valueType, EXIST));
      case "remove" -> withKey(keyType, call, key -> delete(address, key));
      default -> null;
    };
  }

  private @Nullable Operand array(Value address, BpfMap map, Call call) {
    Class<?> valueType = map.specification().valueType();
    return switch (call.name()) {
      case "length" -> Operand.of(map.specification().maxEntries());
      case "get" -> withKey(int.class, call, key -> get(address, key, valueType, call));
      case "set" ->
          withKey(int.class, call, key -> update(address, key, call.argument(2), valueType, ANY));
      default -> null;
    };
  }

  private @Nullable Operand outer(Value address, BpfMapOfMaps<?> map, Call call) {
    return switch (call.name()) {
      case "length" -> Operand.of(map.specification().maxEntries());
      case "get" -> {
        Class<?> keyType =
            map instanceof BpfHashOfMaps<?, ?> ? map.specification().keyLayout().type() : int.class;
        yield withKey(keyType, call, key -> new InnerMap(map.template(), find(address, key), true));
      }
      default -> null;
    };
  }

  /// What `use` makes of the address of the key, the first argument of `call`.
  private Operand withKey(Class<?> keyType, Call call, Function<Value, Operand> use) {
    Value key = translator.memory().onStack(call.argument(1), keyType, 0);
    return key == null ? Operand.UNKNOWN : use.apply(key);
  }

  private @Nullable Operand trie(Value address, BpfLpmTrie<?, ?> map, Call call) {
    var layout = map.specification().keyLayout();
    Class<?> valueType = map.specification().valueType();
    return switch (call.name()) {
      case "get" ->
          withPrefix(
              layout.type(),
              call,
              Operand.of(8 * layout.size()),
              prefix -> look(address, prefix, valueType));
      case "put" ->
          withPrefix(
              layout.type(),
              call,
              call.argument(2),
              prefix -> update(address, prefix, call.argument(3), valueType, ANY));
      case "remove" ->
          withPrefix(layout.type(), call, call.argument(2), prefix -> delete(address, prefix));
      default -> null;
    };
  }

  /// The key of a trie is the prefix length, then the key itself; 8 bytes are kept free before that,
  /// so that a key of `long`s is aligned.
  private static final int TRIE_KEY = 8;

  /// What `use` makes of the address of a prefix: the first `length` bits of the first argument of `call`.
  private Operand withPrefix(
      Class<?> keyType, Call call, Operand length, Function<Value, Operand> use) {
    Value key = translator.memory().onStack(call.argument(1), keyType, TRIE_KEY);
    if (key == null || !(length instanceof Scalar bits)) {
      return Operand.UNKNOWN;
    }
    Value start = translator.ir().offset(key, -Integer.BYTES);
    translator.ir().store(Size.W, key, -Integer.BYTES, bits.value());
    return use.apply(start);
  }

  /// `get(key)`, or `get(key, cpu)` of a per-CPU map.
  private Operand get(Value address, Value key, Class<?> valueType, Call call) {
    if (call.arguments().size() == 2) {
      return look(address, key, valueType);
    }
    return call.argument(2) instanceof Scalar cpu
        ? found(
            translator
                .ir()
                .call(Type.POINTER, Helper.MAP_LOOKUP_PERCPU_ELEM, address, key, cpu.value()),
            valueType)
        : Operand.UNKNOWN;
  }

  private Operand look(Value address, Value key, Class<?> valueType) {
    return found(find(address, key), valueType);
  }

  private Value find(Value address, Value key) {
    return translator.ir().call(Type.POINTER, Helper.MAP_LOOKUP_ELEM, address, key);
  }

  /// The value that a helper found, null if it found none.
  private Operand found(Value pointer, Class<?> valueType) {
    var ir = translator.ir();
    Layout layout = translator.memory().layout(valueType);
    if (layout == null) {
      return Operand.UNKNOWN;
    }
    if (layout.isStruct()) {
      return new Place(valueType, pointer, true);
    }
    var split = translator.split(Condition.NE, pointer, Value.NULL);
    if (split.then() == null || split.otherwise() == null) {
      throw new IllegalStateException("what a helper returns is never known");
    }
    State absent = translator.state().copy();
    absent.push(Operand.NULL);
    ir.at(split.then());
    Operand value = translator.memory().load(pointer, 0, valueType, false);
    translator.state().push(value);
    return translator
        .nulls()
        .lookup(
            translator.joinHere(
                List.of(
                    new Way(ir.current(), translator.state()),
                    new Way(split.otherwise(), absent))));
  }

  private Operand update(
      Value address, Value key, Operand operand, Class<?> valueType, long flags) {
    Value value = translator.memory().onStack(operand, valueType, 0);
    if (value == null) {
      return Operand.UNKNOWN;
    }
    var layout = translator.memory().layout(valueType);
    boolean hasLock =
        layout != null
            && layout.fields().stream().anyMatch(field -> field.type() == BpfSpinLock.class);
    var allFlags = Constant.of(hasLock ? flags | WITH_LOCK : flags);
    return isZero(
        translator.ir().call(Type.I64, Helper.MAP_UPDATE_ELEM, address, key, value, allFlags));
  }

  private Operand delete(Value address, Value key) {
    return isZero(translator.ir().call(Type.I64, Helper.MAP_DELETE_ELEM, address, key));
  }

  private Operand isZero(Value status) {
    return translator.truth(Condition.EQ, status, Constant.of(0L));
  }
}
