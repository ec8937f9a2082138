package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.FunctionAddress;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Functions that a helper calls back: lambdas and other objects with one method, compiled as a
/// function of their own.
///
/// An exception that leaves one ends what the helper does, and the caller throws it in turn, if it has not ended.
final class Callbacks {
  /// How the kernel calls it.
  ///
  /// @param parameters what it passes
  /// @param context which of these is the address that the caller of the helper gave
  /// @param goOn what tells the helper to go on
  /// @param stop what tells the helper to stop
  record Signature(List<Type> parameters, int context, long goOn, long stop) {}

  /// How the method that is called back gets what the kernel passes.
  interface Body {
    /// The arguments of the method, made in `callback` from the kernel's `parameters`.
    List<Operand> arguments(Translator callback, List<Value> parameters);
  }

  /// The method that is called back.
  ///
  /// @param type the interface that has it
  record Method(Class<?> type, String name, String descriptor) {}

  /// What a helper is given.
  ///
  /// @param function the address of the callback
  /// @param memory what it is called with, on the caller's stack; may be the null pointer
  /// @param thrown what may leave it; the number of what did, from 1 on, stands in the memory
  /// @param movesPacket whether it may move the packet
  record Callback(Value function, Value memory, List<Thrown> thrown, boolean movesPacket) {}

  private final Translator caller;

  /// For callbacks of helpers that `caller` calls.
  Callbacks(Translator caller) {
    this.caller = caller;
  }

  /// Compiles `function`, an object whose method is called back. Where the method returns a boolean, false
  /// stops the helper; where it returns nothing, the helper goes on.
  Callback compile(Operand function, Method method, Signature signature, Body body) {
    var captures = new Captures(caller);
    var rebuilding = captures.of(function);
    var statuses = new LinkedHashMap<Thrown, Block>();
    var parameters = signature.parameters().stream().map(Parameter::new).toList();
    Value memory = parameters.get(signature.context());
    var callback =
        new Translator(
            caller.unit(),
            t -> exception -> leave(t, statuses, exception, memory, signature.stop()));
    var address =
        define(
            callback,
            parameters,
            method,
            () -> arguments(rebuilding.in(callback, memory), callback, parameters, body),
            result -> returnFrom(callback, result, signature));
    var thrown = List.copyOf(statuses.keySet());
    return new Callback(address, captures.store(!thrown.isEmpty()), thrown, callback.movesPacket());
  }

  /// The same of a function that is called when the caller has ended long since: it takes nothing from there, and its
  /// result does not matter. An exception that leaves it ends it, and is counted.
  ///
  /// @param types what the kernel passes
  Value compileForLater(Operand function, Method method, List<Type> types, Body body) {
    var captures = new Captures(caller);
    var rebuilding = captures.of(function);
    if (captures.any()) {
      caller.report(
          Problem.CAPTURE,
          "this runs when the method around it has ended, and uses something of it",
          "use the key, the value, and what is known while compiling, such as maps and constants");
      return Value.NULL;
    }
    var ending = Constant.of(0L);
    var callback = new Translator(caller.unit(), t -> new Aborts(t, ending));
    var parameters = types.stream().map(Parameter::new).toList();
    return define(
        callback,
        parameters,
        method,
        () -> arguments(rebuilding.in(callback, Value.NULL), callback, parameters, body),
        _ -> callback.ir().current().terminate(new Terminator.Return(ending, Position.NONE)));
  }

  private static List<Operand> arguments(
      Operand receiver, Translator callback, List<Parameter> parameters, Body body) {
    var arguments = new ArrayList<Operand>();
    arguments.add(receiver);
    arguments.addAll(body.arguments(callback, List.copyOf(parameters)));
    return List.copyOf(arguments);
  }

  /// Makes the function of `callback`: a call of `method`.
  ///
  /// @param arguments makes those of the method, the receiver first
  /// @param end ends the function with the result of the method
  private Value define(
      Translator callback,
      List<Parameter> parameters,
      Method method,
      Supplier<List<Operand>> arguments,
      Consumer<Operand> end) {
    var subprograms = caller.unit().subprograms();
    int number = subprograms.reserve();
    var ir = callback.ir();
    ir.current().parameters().addAll(parameters);
    var entry = ir.current();
    callback.begin(caller.activation());
    var call = new Call(method.type(), method.name(), method.descriptor(), arguments.get());
    var start = ir.newBlock();
    ir.at(start);
    try {
      end.accept(callback.calls().onReceiver(call));
    } catch (PathEnds _) {
      // It always throws.
    }
    entry.terminate(new Terminator.Jump(Edge.to(start)));
    subprograms.define(number, callback.finish("callback" + number, false));
    return new FunctionAddress(number);
  }

  private static void returnFrom(Translator callback, Operand result, Signature signature) {
    var goOn = new Terminator.Return(Constant.of(signature.goOn()), Position.NONE);
    if (!(result instanceof Operand.Scalar(Value value))) {
      callback.ir().current().terminate(goOn);
      return;
    }
    var split = callback.split(Condition.NE, value, Constant.of(0));
    if (split.then() != null) {
      split.then().terminate(goOn);
    }
    if (split.otherwise() != null) {
      split
          .otherwise()
          .terminate(new Terminator.Return(Constant.of(signature.stop()), Position.NONE));
    }
  }

  private static Block leave(
      Translator callback, Map<Thrown, Block> statuses, Thrown exception, Value memory, long stop) {
    return statuses.computeIfAbsent(
        exception,
        _ -> {
          var ir = callback.ir();
          var block = ir.newBlock();
          block.markCold();
          var outer = ir.current();
          ir.at(block);
          ir.store(Size.DW, memory, 0, Constant.of(statuses.size() + 1L));
          block.terminate(new Terminator.Return(Constant.of(stop), exception.origin()));
          ir.at(outer);
          return block;
        });
  }

  /// Throws, behind `call`, the helper's, what left the callback.
  void rethrow(Callback callback, Value call) {
    if (callback.movesPacket() && call instanceof Instruction moving) {
      caller.packetMoves(moving);
    }
    if (callback.thrown().isEmpty()) {
      return;
    }
    var ir = caller.ir();
    Value status = ir.load(Type.I64, Size.DW, callback.memory(), 0);
    for (int i = 0; i < callback.thrown().size(); i++) {
      var split = caller.split(Condition.EQ, status, Constant.of(i + 1L));
      if (split.then() == null || split.otherwise() == null) {
        throw new IllegalStateException("what lies in memory is never known");
      }
      ir.at(split.then());
      caller.raise(callback.thrown().get(i));
      ir.at(split.otherwise());
    }
  }
}
