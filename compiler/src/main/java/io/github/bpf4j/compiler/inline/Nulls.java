package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Condition;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// What may be null, and what is known not to be.
final class Nulls {
  private final Translator translator;
  private final Set<Value> lookups = Collections.newSetFromMap(new IdentityHashMap<>());

  Nulls(Translator translator) {
    this.translator = translator;
  }

  /// What `operand` is where it is known not to be null.
  static Operand nonNull(Operand operand) {
    return switch (operand) {
      case Pointer pointer -> pointer.with(pointer.pointer(), false);
      case EnumValue value -> new EnumValue(value.type(), value.ordinal(), false);
      case Choice choice -> choice.notNull();
      default -> operand;
    };
  }

  /// `operand` where `what` of it is used: null throws. That something is in a map must have been tested.
  Operand use(Operand operand, String what) {
    return switch (operand) {
      case Pointer pointer when pointer.nullable() -> report(operand, what);
      case EnumValue value when value.nullable() && lookups.contains(value.ordinal()) ->
          report(operand, what);
      case Choice choice when choice.nullable() && lookups.contains(choice.tag()) ->
          report(operand, what);
      default -> requireNonNull(operand);
    };
  }

  /// Notes that `operand` was looked up in a map, and is null where it was not there.
  Operand lookup(Operand operand) {
    switch (operand) {
      case EnumValue value -> lookups.add(value.ordinal());
      case Choice choice -> lookups.add(choice.tag());
      default -> {}
    }
    return operand;
  }

  /// Reports that `operand` may be null where `what` of it is used.
  Operand report(Operand operand, String what) {
    return translator.report(
        Problem.MAYBE_NULL,
        "%s may be null here, and its %s is used"
            .formatted(Shapes.describe(nonNull(operand)), what),
        "test it first: if (x != null) { … }");
  }

  /// Goes on where `operand` is not null, and throws where it is.
  Operand requireNonNull(Operand operand) {
    var exception = NullPointerException.class;
    switch (operand) {
      case Pointer pointer when pointer.nullable() ->
          translator.require(Condition.NE, pointer.pointer(), Value.NULL, exception);
      case EnumValue value when value.nullable() ->
          translator.require(Condition.NE, value.ordinal(), EnumValue.NULL, exception);
      case Choice choice when choice.nullable() ->
          translator.require(
              Condition.NE, choice.tag(), Constant.of(AlternativeNumbers.NULL), exception);
      case Null _ -> {
        translator.raise(Bytecodes.thrown(translator, exception));
        throw new PathEnds();
      }
      default -> {
        return operand;
      }
    }
    translator.state().replace(operand, nonNull(operand));
    return nonNull(operand);
  }
}
