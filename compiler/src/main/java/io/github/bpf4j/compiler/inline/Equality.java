package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.util.ArrayList;
import java.util.List;

/// What it is to be equal: for records that every component is, as `java.lang.runtime.ObjectMethods` has it; for
/// other objects what their `equals` says.
final class Equality {
  private final Translator translator;
  private final Calls calls;
  private final List<Way> unequal = new ArrayList<>();

  Equality(Translator translator, Calls calls) {
    this.translator = translator;
    this.calls = calls;
  }

  /// 1 if the record `a` equals `b`, else 0.
  Operand ofRecords(Operand a, Operand b) {
    if (a instanceof Operand.Unknown || b instanceof Operand.Unknown) {
      return Operand.UNKNOWN;
    }
    if (b instanceof Choice choice) {
      return translator.onEach(choice, one -> new Equality(translator, calls).ofRecords(a, one));
    }
    if (!Shapes.isPlainObject(b) || Shapes.typeOf(a) != Shapes.typeOf(b)) {
      return Operand.of(0);
    }
    if (!ofComponents(a, b, true) || !ofComponents(a, b, false)) {
      return unequal.isEmpty() ? Operand.UNKNOWN : translator.joinHere(unequal);
    }
    if (unequal.isEmpty()) {
      return Operand.of(1);
    }
    translator.state().push(Operand.of(1));
    unequal.add(new Way(translator.ir().current(), translator.state()));
    return translator.joinHere(unequal);
  }

  /// Goes on where the components that are numbers, or all others, are equal.
  ///
  /// @return false if no way goes on
  private boolean ofComponents(Operand a, Operand b, boolean numbers) {
    for (String name : Shapes.fieldNames(Shapes.typeOf(a))) {
      Operand x = Shapes.field(a, name, translator.state());
      Operand y = Shapes.field(b, name, translator.state());
      boolean areNumbers = x instanceof Scalar && y instanceof Scalar;
      if (areNumbers == numbers) {
        boolean goesOn =
            x instanceof Scalar(Value p) && y instanceof Scalar(Value q)
                ? require(p, q)
                : ofObjects(x, y) instanceof Scalar(Value same) && require(same, Constant.of(1));
        if (!goesOn) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean require(Value a, Value b) {
    var split = translator.split(Condition.EQ, a, b);
    if (split.otherwise() != null) {
      State state = translator.state().copy();
      state.push(Operand.of(0));
      unequal.add(new Way(split.otherwise(), state));
    }
    if (split.then() == null) {
      return false;
    }
    translator.ir().at(split.then());
    return true;
  }

  /// 1 if both are null, or `a.equals(b)`, else 0: `java.util.Objects.equals`.
  Operand ofObjects(Operand a, Operand b) {
    return switch (a) {
      case Operand.Unknown unknown -> unknown;
      case Null _ -> isNull(b);
      case Choice choice -> translator.onEach(choice, one -> ofObjects(one, b));
      case EnumValue x when b instanceof EnumValue y && x.type().equals(y.type()) ->
          translator.truth(Condition.EQ, x.ordinal(), y.ordinal());
      case EnumValue x when x.nullable() ->
          b instanceof Null ? isNull(a) : b instanceof Choice ? ofObjects(b, a) : Operand.of(0);
      case Pointer x when b instanceof Pointer y ->
          translator.truth(Condition.EQ, x.pointer(), y.pointer());
      case Pointer x when x.nullable() -> b instanceof Null ? isNull(a) : Operand.of(0);
      default ->
          calls.onReceiver(
              new Call(Object.class, "equals", "(Ljava/lang/Object;)Z", List.of(a, b)));
    };
  }

  private Operand isNull(Operand operand) {
    return switch (operand) {
      case Operand.Unknown unknown -> unknown;
      case Null _ -> Operand.of(1);
      case Pointer pointer when pointer.nullable() ->
          translator.truth(Condition.EQ, pointer.pointer(), Value.NULL);
      case EnumValue value when value.nullable() ->
          translator.truth(Condition.EQ, value.ordinal(), EnumValue.NULL);
      case Choice choice when choice.nullable() ->
          translator.truth(Condition.EQ, choice.tag(), Constant.of(AlternativeNumbers.NULL));
      default -> Operand.of(0);
    };
  }
}
