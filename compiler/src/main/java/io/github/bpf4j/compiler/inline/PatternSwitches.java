package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Translator.Split;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.read.CodeFlow.CodeBlock;
import io.github.bpf4j.compiler.read.MethodCode;
import io.github.bpf4j.isa.Condition;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Switches over patterns: `java.lang.runtime.SwitchBootstraps` finds the first label, from a given one
/// on, that an object fits. javac then switches over its index, and where a guard does not hold asks
/// again from the next one on.
final class PatternSwitches {
  private final Translator translator;

  PatternSwitches(Translator translator) {
    this.translator = translator;
  }

  /// Whether `block` begins by asking such a switch: `aload object; iload label; invokedynamic`.
  static boolean isAsked(MethodCode code, CodeBlock block) {
    var instructions = code.instructions().subList(block.start(), block.end());
    return instructions.size() > 2
        && instructions.get(1) instanceof LoadInstruction
        && instructions.get(2) instanceof InvokeDynamicInstruction call
        && call.bootstrapMethod().owner().displayName().equals("SwitchBootstraps");
  }

  /// The local variable of `block`, which [#isAsked], that holds the first label to ask for.
  static int firstLabel(MethodCode code, CodeBlock block) {
    return code.instructions().get(block.start() + 1) instanceof LoadInstruction load
        ? load.slot()
        : -1;
  }

  /// The index of the first label that fits, their number if none does, -1 for null.
  Operand choose(InvokeDynamicInstruction instruction, List<Operand> arguments) {
    if (!(arguments.get(1) instanceof Scalar(Constant from))) {
      return translator.report(
          Problem.UNSUPPORTED,
          "a switch over patterns whose guards stay a loop is not compiled",
          "use if and instanceof");
    }
    var labels = instruction.bootstrapArgs().stream().map(this::label).toList();
    if (labels.contains(null)) {
      return translator.report(
          Problem.UNSUPPORTED,
          "a switch over strings or other constants is not compiled",
          "switch over types, numbers or an enum's constants");
    }
    return index(arguments.get(0), labels, (int) from.value());
  }

  /// What one case asks for: a type, the name of an enum's constant, or a number.
  private sealed interface Label {
    record OfType(Class<?> type) implements Label {}

    /// The very type that a component has: `int` of an `int`.
    record OfPrimitive() implements Label {}

    record OfConstant(@Nullable Class<?> type, String name) implements Label {}

    record OfNumber(int number) implements Label {}
  }

  private @Nullable Label label(ConstantDesc label) {
    return switch (label) {
      case ClassDesc type when type.isPrimitive() -> new Label.OfPrimitive();
      case ClassDesc type -> new Label.OfType(resolve(type));
      case DynamicConstantDesc<?> dynamic
          when dynamic.bootstrapMethod().methodName().equals("primitiveClass") ->
          new Label.OfPrimitive();
      case Integer number -> new Label.OfNumber(number);
      // An enum's own switch names its constants.
      case String name -> new Label.OfConstant(null, name);
      // A constant of one of several enums: ConstantBootstraps.invoke(EnumDesc.of,
      // ClassDesc.of(type), name).
      case DynamicConstantDesc<?> dynamic
          when dynamic.bootstrapArgs().length == 3
              && dynamic.bootstrapArgs()[1] instanceof DynamicConstantDesc<?> type
              && type.bootstrapArgs().length == 2
              && type.bootstrapArgs()[1] instanceof String className
              && dynamic.bootstrapArgs()[2] instanceof String name ->
          new Label.OfConstant(resolve(ClassDesc.of(className)), name);
      default -> null;
    };
  }

  private Class<?> resolve(ClassDesc type) {
    return Calls.resolve(translator.activation().code(), type);
  }

  private Operand index(Operand target, List<Label> labels, int from) {
    return switch (target) {
      case Operand.Unknown unknown -> unknown;
      case Operand.Null _ -> Operand.of(-1);
      case Choice choice ->
          translator.onEach(
              choice,
              one -> {
                translator.state().replace(choice, one);
                return index(one, labels, from);
              });
      case EnumValue value when value.nullable() ->
          index(
              value, translator.split(Condition.EQ, value.ordinal(), EnumValue.NULL), labels, from);
      case Place place when place.nullable() ->
          index(place, translator.split(Condition.EQ, place.pointer(), Value.NULL), labels, from);
      default -> firstFitting(target, labels, from);
    };
  }

  /// The same of a `target` that is null on one way and something on the other.
  private Operand index(Operand target, Split byNull, List<Label> labels, int from) {
    var ways = new ArrayList<Way>();
    if (byNull.then() != null) {
      State state = translator.state().copy();
      state.replace(target, Operand.NULL);
      state.push(Operand.of(-1));
      ways.add(new Way(byNull.then(), state));
    }
    if (byNull.otherwise() != null) {
      translator.ir().at(byNull.otherwise());
      translator.state().replace(target, Nulls.nonNull(target));
      ways.addAll(translator.ways(firstFitting(Nulls.nonNull(target), labels, from)));
    }
    return translator.joinHere(ways);
  }

  private Operand firstFitting(Operand target, List<Label> labels, int from) {
    var ways = new ArrayList<Way>();
    int found = labels.size();
    for (int i = from; i < labels.size(); i++) {
      var fit = fit(target, labels.get(i));
      if (fit.equals(Fit.ALWAYS)) {
        found = i;
        break;
      }
      if (fit instanceof Fit.If(Value value, int number)) {
        var split = translator.split(Condition.EQ, value, Constant.of(number));
        if (split.otherwise() == null) {
          found = i;
          break;
        }
        if (split.then() != null) {
          var state = translator.state().copy();
          state.push(Operand.of(i));
          ways.add(new Way(split.then(), state));
        }
        translator.ir().at(split.otherwise());
      }
    }
    if (ways.isEmpty()) {
      return Operand.of(found);
    }
    translator.state().push(Operand.of(found));
    ways.add(new Way(translator.ir().current(), translator.state()));
    return translator.joinHere(ways);
  }

  /// Whether a label fits.
  private sealed interface Fit {
    /// Where `value` is `number`.
    record If(Value value, int number) implements Fit {}

    /// Known while compiling.
    enum Known implements Fit {
      ALWAYS,
      NEVER
    }

    Fit ALWAYS = Known.ALWAYS;
    Fit NEVER = Known.NEVER;
  }

  private static Fit fit(Operand target, Label label) {
    return switch (label) {
      case Label.OfType(Class<?> type) ->
          type.isAssignableFrom(Classes.classOf(target)) ? Fit.ALWAYS : Fit.NEVER;
      case Label.OfPrimitive() -> Fit.ALWAYS;
      case Label.OfNumber(int number) ->
          target instanceof Boxed boxed && boxed.type() != Long.class
              ? new Fit.If(boxed.value(), number)
              : Fit.NEVER;
      case Label.OfConstant(Class<?> type, String name) -> {
        if (target instanceof EnumValue value && (type == null || type.equals(value.type()))) {
          for (Object constant : value.type().getEnumConstants()) {
            if (constant instanceof Enum<?> e && e.name().equals(name)) {
              yield new Fit.If(value.ordinal(), e.ordinal());
            }
          }
        }
        yield Fit.NEVER;
      }
    };
  }
}
