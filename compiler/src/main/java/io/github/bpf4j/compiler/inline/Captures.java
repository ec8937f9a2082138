package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.inline.Operand.MemoryArray;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a callback uses of the function that it was written in: the values go to the stack of that
/// function, 8 bytes each, and the callback takes them from there. Before them stand 8 bytes for the
/// number of the exception that ended the callback.
///
/// Numbers are copies, as in Java. What can change, an array or a `@Struct`, has to lie in memory, and
/// the callback gets its address.
final class Captures {
  /// Bytes for the number of the exception.
  private static final int STATUS = 8;

  private final Translator caller;
  private final List<Value> values = new ArrayList<>();

  Captures(Translator caller) {
    this.caller = caller;
  }

  /// Makes an operand of the callback's out of what was captured.
  interface Rebuilding {
    Operand in(Translator callback, Value memory);
  }

  /// Captures `operand`; more than one may be captured before [#store].
  Rebuilding of(Operand operand) {
    return switch (operand) {
      case Scalar(Value value) -> {
        var part = part(value);
        yield (callback, memory) -> new Scalar(part.in(callback, memory));
      }
      case EnumValue(var type, Value ordinal, boolean nullable) -> {
        var part = part(ordinal);
        yield (callback, memory) -> new EnumValue(type, part.in(callback, memory), nullable);
      }
      case Boxed(var type, Value value) -> {
        var part = part(value);
        yield (callback, memory) -> new Boxed(type, part.in(callback, memory));
      }
      case Pointer pointer -> {
        var part = part(pointer.pointer());
        yield (callback, memory) -> pointer.with(part.in(callback, memory), pointer.nullable());
      }
      case MemoryArray(Value base, var component, int length) -> {
        var part = part(base);
        yield (callback, memory) -> new MemoryArray(part.in(callback, memory), component, length);
      }
      case Context(Value pointer) -> {
        var part = part(pointer);
        yield (callback, memory) -> new Context(part.in(callback, memory));
      }
      case Lambda lambda -> {
        var parts = lambda.captured().stream().map(this::of).toList();
        yield (callback, memory) ->
            new Lambda(
                lambda.type(),
                lambda.method(),
                lambda.target(),
                lambda.code(),
                parts.stream().map(part -> part.in(callback, memory)).toList());
      }
      case Instance instance -> instance(instance);
      case Operand.Known _, Operand.Null _, Operand.Joined _, Operand.Unknown _ ->
          (_, _) -> operand;
      case Operand.Slice _, Operand.Stale _, Operand.Thrown _, Operand.Choice _ ->
          refuse(
              operand,
              operand instanceof Operand.Slice
                  ? "take the header again in the callback, from the context"
                  : "use what you need of it: numbers, enum constants, records of these");
    };
  }

  private Rebuilding refuse(Operand operand, String fix) {
    caller.report(
        Problem.CAPTURE,
        "%s cannot be used in a callback".formatted(Shapes.describe(operand)),
        fix);
    return (_, _) -> Operand.UNKNOWN;
  }

  private Rebuilding instance(Instance instance) {
    Class<?> type = instance.type();
    if (!Shapes.isValue(type)) {
      if (Shapes.canLieInMemory(instance)) {
        throw caller.decisions().keepInMemory(instance.sites());
      }
      return refuse(instance, "use an array of numbers, or an object of a @Struct class");
    }
    var parts = new LinkedHashMap<String, Rebuilding>();
    caller.state().fields(instance).forEach((name, field) -> parts.put(name, of(field)));
    // One object stays one.
    Map<Translator, Instance> made = new IdentityHashMap<>();
    return (callback, memory) ->
        made.computeIfAbsent(
            callback,
            _ -> {
              var object = new Instance(type, instance.length(), List.of(), instance.origin());
              var fields = new LinkedHashMap<String, Operand>();
              parts.forEach((name, part) -> fields.put(name, part.in(callback, memory)));
              callback.arguments().put(object, fields);
              return object;
            });
  }

  /// A captured value in the callback.
  private interface Part {
    Value in(Translator callback, Value memory);
  }

  private Part part(Value value) {
    boolean everywhere =
        value instanceof Value.Constant
            || value instanceof Value.MapAddress
            || value instanceof Value.MapValueAddress;
    if (everywhere) {
      return (_, _) -> value;
    }
    int index = values.indexOf(value);
    if (index < 0) {
      index = values.size();
      values.add(value);
    }
    int offset = STATUS + 8 * index;
    Type type = value.type();
    return (callback, memory) -> {
      Value captured = callback.ir().load(type, size(type), memory, offset);
      if (caller.ir().isOnStack(value)) {
        callback.ir().leadsToCallersStack(captured);
      }
      return captured;
    };
  }

  private static Size size(Type type) {
    return type == Type.I32 ? Size.W : Size.DW;
  }

  /// Whether anything is captured that is known only as the program runs.
  boolean any() {
    return !values.isEmpty();
  }

  /// Stores the values, in the caller.
  ///
  /// @param throwing whether an exception may leave the callback
  /// @return where; the null pointer where nothing has to be there
  Value store(boolean throwing) {
    if (values.isEmpty() && !throwing) {
      return Value.NULL;
    }
    var memory = new StackAddress(new StackSlot(STATUS + 8 * values.size(), 8));
    var ir = caller.ir();
    if (throwing) {
      ir.store(Size.DW, memory, 0, Value.Constant.of(0L));
    }
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      ir.store(size(value.type()), memory, STATUS + 8 * i, value);
    }
    return memory;
  }
}
