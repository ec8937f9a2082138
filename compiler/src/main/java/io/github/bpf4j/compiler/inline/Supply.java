package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.inline.Operand.MemoryArray;
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
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds, in what one way brings to a merge, the arguments for the parameters of the merge's block.
final class Supply {
  private final Merge merge;
  private final Way way;
  private final Map<Parameter, Value> arguments = new LinkedHashMap<>();

  /// Which object each that can change is on this way, and the reverse: both must be one.
  private final Map<Instance, Instance> theirs = new IdentityHashMap<>();

  private final Map<Instance, Instance> mine = new IdentityHashMap<>();
  private boolean forgotten;
  private String place = "";
  private Operand brought = Operand.UNKNOWN;

  /// @param outside the objects that methods further out have
  Supply(Merge merge, Way way, Set<Instance> outside) {
    this.merge = merge;
    this.way = way;
    outside.forEach(object -> pair(object, object));
  }

  /// Says whether what is given next belongs to an object that nothing leads to any more: then it does not
  /// matter by how many names something goes.
  void forgotten(boolean now) {
    forgotten = now;
  }

  /// The arguments, one for each parameter; 0 for one that the way brings nothing for.
  List<Value> arguments() {
    var values = new ArrayList<Value>();
    for (Parameter parameter : merge.target().parameters()) {
      values.add(arguments.getOrDefault(parameter, new Value.Constant(parameter.type(), 0)));
    }
    return values;
  }

  /// Supplies what stands in `mine`, at some place, from `theirs`; null where this way brings nothing for
  /// it.
  void give(String place, Operand mine, @Nullable Operand theirs) {
    if (theirs != null) {
      this.place = place;
      brought = theirs;
      give(mine, theirs);
    }
  }

  private void give(Operand mine, Operand theirs) {
    if (mine instanceof Unknown || theirs instanceof Unknown) {
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
      case Instance object when merge.made(object) -> give(object, theirs);
      case MemoryArray array when isMine(array.base()) -> {
        if (theirs instanceof MemoryArray other
            && Shapes.alternativeKey(other).equals(Shapes.alternativeKey(array))) {
          set(array.base(), other.base());
        } else {
          mismatch(mine, theirs);
        }
      }
      default -> {
        if (!mine.equals(theirs)) {
          mismatch(mine, theirs);
        } else if (mine instanceof Instance object && !pair(object, object)) {
          aliased(object);
        }
      }
    }
  }

  private void give(Instance mine, Operand theirs) {
    if (!Shapes.isPlainObject(theirs) || Shapes.typeOf(theirs) != mine.type()) {
      mismatch(mine, theirs);
      return;
    }
    var fields = merge.state().fields(mine);
    if (theirs instanceof Instance object) {
      if (mine.length() != object.length()) {
        mismatch(mine, theirs);
        return;
      }
      if (this.theirs.get(mine) == object) {
        return;
      }
      if (!pair(mine, object)) {
        aliased(mine);
        return;
      }
    }
    fields.forEach((name, field) -> give(field, Shapes.field(theirs, name, way.state())));
  }

  /// Notes that `mine` is `theirs` on this way.
  ///
  /// @return whether that can be
  private boolean pair(Instance mine, Instance theirs) {
    if (forgotten || !merge.isMutable(mine)) {
      return true;
    }
    var one = this.theirs.putIfAbsent(mine, theirs);
    var other = this.mine.putIfAbsent(theirs, mine);
    return (one == null || one == theirs) && (other == null || other == mine);
  }

  private void aliased(Instance object) {
    if (Shapes.canLieInMemory(object)) {
      throw merge.keepInMemory(object);
    }
    merge.problem(
        "here different objects of %s meet, which can change, and one of them goes by another name, too"
            .formatted(object.type().getSimpleName()));
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
    merge.unexpected(
        place,
        brought,
        way.state(),
        "here objects of different kinds meet (%s)"
            .formatted(Shapes.describe(List.of(mine, theirs))));
  }
}
