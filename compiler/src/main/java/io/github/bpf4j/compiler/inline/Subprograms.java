package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.compiler.read.MethodCode;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Methods that become functions of their own instead of a part of each caller.
///
/// Such a function returns 64 bits: the low 32 are its result, and the high 32 say which exception left
/// it, from 1 on, or 0. The caller throws that exception in turn. One that returns a `long`, and may
/// throw, stores the long where the caller says instead.
final class Subprograms {
  /// Registers for arguments, r1 to r5.
  private static final int MAX_ARGUMENTS = 5;

  /// A method's function.
  ///
  /// @param number its number in the program
  /// @param result what it returns, as it is in there; null for nothing
  /// @param thrown what may leave it
  /// @param movesPacket whether it may move the packet
  private record Subprogram(
      int number, @Nullable Operand result, List<Thrown> thrown, boolean movesPacket) {
    boolean storesLong() {
      return result instanceof Scalar(Value value) && value.type() == Type.I64 && !thrown.isEmpty();
    }
  }

  private final List<Function> functions = new ArrayList<>();
  private final Map<MethodCode, Subprogram> known = new HashMap<>();
  private final Set<MethodCode> open = new HashSet<>();

  /// The functions so far; the first has number 1.
  List<Function> functions() {
    return functions;
  }

  /// The number of a function that comes later.
  int reserve() {
    functions.add(new Function("", new ArrayList<>(), false));
    return functions.size();
  }

  /// Says what the function with a number that was reserved is.
  void define(int number, Function function) {
    functions.set(number - 1, function);
  }

  /// Calls the function of `code`, which is made at the first call.
  Operand call(Translator caller, MethodCode code, List<Operand> arguments) {
    var parameters = new ArrayList<Class<?>>();
    if (!code.isStatic()) {
      parameters.add(code.owner());
    }
    code.type().parameterList().forEach(type -> parameters.add(Calls.resolve(code, type)));
    var types = new ArrayList<Type>();
    for (Class<?> parameter : parameters) {
      var passed = Passing.types(parameter);
      if (passed == null) {
        return caller.report(
            Problem.CALL,
            "%s is not inlined, and a %s cannot be passed to it"
                .formatted(code.name(), parameter.getSimpleName()),
            "pass numbers, enums, records of these, the context or a @Struct; or leave @NoInline"
                + " out");
      }
      types.addAll(passed);
    }
    if (open.contains(code)) {
      return caller.report(
          Problem.RECURSION, "%s calls itself".formatted(code.name()), "write it as a loop");
    }
    var subprogram = known.get(code);
    if (subprogram == null) {
      open.add(code);
      subprogram = translate(caller.unit(), code, parameters, types);
      open.remove(code);
      known.put(code, subprogram);
    }
    if (types.size() + (subprogram.storesLong() ? 1 : 0) > MAX_ARGUMENTS) {
      return caller.report(
          Problem.CALL,
          "%s is not inlined, and takes more than %d values".formatted(code.name(), MAX_ARGUMENTS),
          "pass fewer numbers, or leave @NoInline out");
    }
    var values = new ArrayList<Value>();
    for (int i = 0; i < parameters.size(); i++) {
      var wrong = Passing.give(arguments.get(i), parameters.get(i), caller.state(), values);
      if (wrong != null) {
        return caller.report(
            Problem.MAYBE_NULL,
            "%s may be null, and is passed to %s, which is not inlined"
                .formatted(Shapes.describe(wrong), code.name()),
            "test it for null first");
      }
    }
    return call(caller, subprogram, values);
  }

  private static Operand call(Translator caller, Subprogram subprogram, List<Value> arguments) {
    var ir = caller.ir();
    var slot = new Value.StackAddress(new Value.StackSlot(8, 8));
    if (subprogram.storesLong()) {
      arguments.add(slot);
    }
    Value answer = ir.callLocal(subprogram.number(), arguments);
    if (subprogram.movesPacket() && answer instanceof Instruction call) {
      caller.packetMoves(call);
    }
    if (!subprogram.thrown().isEmpty()) {
      Value status =
          ir.unary(Op.TRUNC, Type.I32, ir.binary(Op.SHR, answer, Constant.of(Integer.SIZE)));
      for (int i = 0; i < subprogram.thrown().size(); i++) {
        var split = caller.split(Condition.EQ, status, Constant.of(i + 1));
        if (split.then() == null || split.otherwise() == null) {
          throw new IllegalStateException("what a function returns is never known");
        }
        ir.at(split.then());
        caller.raise(subprogram.thrown().get(i));
        ir.at(split.otherwise());
      }
    }
    return switch (subprogram.result()) {
      case null -> Operand.UNKNOWN;
      case Scalar(Value value) when value.type() == Type.I64 ->
          new Scalar(subprogram.storesLong() ? ir.load(Type.I64, Size.DW, slot, 0) : answer);
      case EnumValue value ->
          new EnumValue(value.type(), ir.unary(Op.TRUNC, Type.I32, answer), value.nullable());
      case Operand.Unknown unknown -> unknown;
      default -> new Scalar(ir.unary(Op.TRUNC, Type.I32, answer));
    };
  }

  private Subprogram translate(
      Unit unit, MethodCode code, List<Class<?>> parameters, List<Type> types) {
    int number = reserve();
    var statuses = new LinkedHashMap<Thrown, Block>();
    var translator = new Translator(unit, t -> exception -> status(t, statuses, exception));
    var ir = translator.ir();
    var entry = ir.current();
    var body = ir.newBlock();
    types.forEach(type -> entry.parameters().add(new Parameter(type)));
    ir.at(body);
    var values = entry.parameters().iterator();
    var arguments = new ArrayList<Operand>();
    parameters.forEach(
        type -> arguments.add(Passing.receive(type, values, translator.arguments())));
    Operand result = null;
    Block end = null;
    try {
      result = translator.call(code, arguments);
      end = ir.current();
    } catch (PathEnds _) {
      // It always throws.
    }
    entry.terminate(new Terminator.Jump(io.github.bpf4j.compiler.ir.Edge.to(body)));
    boolean isVoid = code.type().returnType().descriptorString().equals("V");
    var subprogram =
        new Subprogram(
            number,
            isVoid ? null : result,
            List.copyOf(statuses.keySet()),
            translator.movesPacket());
    if (end != null) {
      returnFrom(translator, end, entry, subprogram);
    }
    define(number, translator.finish(code.name(), false));
    return subprogram;
  }

  /// Where `exception` leaves a function: it returns the exception's number in the high half.
  private static Block status(
      Translator translator, Map<Thrown, Block> statuses, Thrown exception) {
    return statuses.computeIfAbsent(
        exception,
        _ -> {
          var block = translator.ir().newBlock();
          block.markCold();
          block.terminate(
              new Terminator.Return(
                  Constant.of((statuses.size() + 1L) << Integer.SIZE), exception.origin()));
          return block;
        });
  }

  private static void returnFrom(
      Translator translator, Block end, Block entry, Subprogram subprogram) {
    var ir = translator.ir();
    ir.at(end);
    Value value =
        switch (subprogram.result()) {
          case null -> Constant.of(0L);
          case Scalar(Value number) when number.type() == Type.I64 -> {
            if (!subprogram.storesLong()) {
              yield number;
            }
            var place = new Parameter(Type.POINTER);
            entry.parameters().add(place);
            ir.store(Size.DW, place, 0, number);
            yield Constant.of(0L);
          }
          case Scalar(Value number) -> ir.unary(Op.ZEXT32, Type.I64, number);
          case EnumValue constant -> ir.unary(Op.ZEXT32, Type.I64, constant.ordinal());
          case Operand.Unknown _ -> Constant.of(0L);
          case Operand other -> {
            translator.report(
                Problem.CALL,
                "a method that is not inlined returns %s".formatted(Shapes.describe(other)),
                "return a number or an enum's constant, or leave @NoInline out");
            yield Constant.of(0L);
          }
        };
    end.terminate(new Terminator.Return(value, Position.NONE));
  }
}
