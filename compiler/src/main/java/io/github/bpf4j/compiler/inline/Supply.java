package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import io.github.bpf4j.compiler.inline.Operand.Unknown;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds, in what one way brings to a merge, the arguments for the parameters of the merge's block.
final class Supply {
  private final Merge merge;
  private final Way way;
  private final Map<Parameter, Value> arguments = new LinkedHashMap<>();

  Supply(Merge merge, Way way) {
    this.merge = merge;
    this.way = way;
  }

  /// The arguments, one for each parameter; 0 for one that the way brings nothing for.
  List<Value> arguments() {
    var values = new ArrayList<Value>();
    for (Parameter parameter : merge.target().parameters()) {
      values.add(arguments.getOrDefault(parameter, new Value.Constant(parameter.type(), 0)));
    }
    return values;
  }

  /// Supplies what stands in `mine` from `theirs`; null where this way brings nothing for it.
  void give(Operand mine, @Nullable Operand theirs) {
    if (mine instanceof Unknown || theirs instanceof Unknown) {
      return;
    }
    if (theirs == null) {
      return;
    }
    switch (merge.state().fresh(mine)) {
      case Scalar scalar when isMine(scalar.value()) -> {
        if (theirs instanceof Scalar s && s.value().type() == scalar.value().type()) {
          set(scalar.value(), s.value());
        } else {
          mismatch(mine, theirs);
        }
      }
      case EnumValue value when isMine(value.ordinal()) -> {
        if (theirs instanceof EnumValue e && (value.nullable() || !e.nullable())) {
          set(value.ordinal(), e.ordinal());
        } else if (theirs instanceof Null && value.nullable()) {
          set(value.ordinal(), EnumValue.NULL);
        } else {
          mismatch(mine, theirs);
        }
      }
      case Boxed boxed when isMine(boxed.value()) -> {
        if (theirs instanceof Boxed b && b.type() == boxed.type()) {
          set(boxed.value(), b.value());
        } else {
          mismatch(mine, theirs);
        }
      }
      case Pointer pointer when isMine(pointer.pointer()) -> {
        if (theirs instanceof Pointer p
            && p.isLike(pointer)
            && (pointer.nullable() || !p.nullable())) {
          set(pointer.pointer(), p.pointer());
        } else if (theirs instanceof Null && pointer.nullable()) {
          set(pointer.pointer(), Value.NULL);
        } else {
          mismatch(mine, theirs);
        }
      }
      case Stale _ -> {
        if (!(theirs instanceof Slice || theirs instanceof Stale)) {
          mismatch(mine, theirs);
        }
      }
      case Slice slice when isMine(slice.base()) -> {
        if (way.state().fresh(theirs) instanceof Stale stale) {
          merge.problem(stale);
        } else if (theirs instanceof Slice s) {
          set(slice.base(), pointer(s));
          set(slice.packetOffset(), s.packetOffset());
        } else {
          mismatch(mine, theirs);
        }
      }
      case Choice choice when isMine(choice.tag()) -> give(choice, theirs);
      case Operand.Joined _ when Shapes.isString(theirs) -> {}
      case Lambda lambda when !lambda.equals(theirs) -> {
        if (theirs instanceof Lambda other && other.target().equals(lambda.target())) {
          for (int i = 0; i < lambda.captured().size(); i++) {
            give(lambda.captured().get(i), other.captured().get(i));
          }
        } else {
          mismatch(mine, theirs);
        }
      }
      case Instance object when merge.made(object) -> {
        if (Shapes.isValueObject(theirs) && Shapes.typeOf(theirs) == object.type()) {
          for (var field : merge.state().fields(object).entrySet()) {
            give(field.getValue(), Shapes.field(theirs, field.getKey(), way.state()));
          }
        } else {
          mismatch(mine, theirs);
        }
      }
      default -> {
        if (!mine.equals(theirs)) {
          mismatch(mine, theirs);
        }
      }
    }
  }

  private void give(Choice mine, Operand theirs) {
    var keys = mine.alternatives().stream().map(Shapes::alternativeKey).toList();
    var flat = theirs instanceof Choice choice ? choice.alternatives() : List.of(theirs);
    for (Operand alternative : flat) {
      int index = keys.indexOf(Shapes.alternativeKey(alternative));
      if (index < 0) {
        mismatch(mine, theirs);
        return;
      }
      give(mine.alternatives().get(index), alternative);
      if (!(theirs instanceof Choice)) {
        set(mine.tag(), Value.Constant.of(mine.numbers().get(index)));
      }
    }
    if (theirs instanceof Choice choice) {
      set(mine.tag(), choice.tag());
    }
  }

  private Value pointer(Slice slice) {
    if (slice.offset() == 0) {
      return slice.base();
    }
    var moved =
        Instruction.of(
            Op.OFFSET,
            Type.POINTER,
            Position.NONE,
            slice.base(),
            Value.Constant.of((long) slice.offset()));
    way.edge().instructions().add(moved);
    return moved;
  }

  private boolean isMine(Value value) {
    return value instanceof Parameter parameter && merge.target().parameters().contains(parameter);
  }

  private void set(Value parameter, Value argument) {
    arguments.put((Parameter) parameter, argument);
  }

  private void mismatch(Operand mine, Operand theirs) {
    merge.problem(
        "here objects of different kinds meet (%s)"
            .formatted(Shapes.describe(List.of(mine, theirs))));
  }
}
