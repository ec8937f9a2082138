package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Lambda;
import io.github.bpf4j.compiler.inline.Operand.MemoryArray;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Pointer;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds one operand for those that several ways bring to a block: itself where all are the same, else
/// one whose values are parameters of the block. [Supply] finds the arguments.
///
/// Objects of one class become a new object, field by field. [Supply] sees to it that one that can change
/// goes by no other name.
final class Unifier {
  private final Block target;
  private final Epoch epoch;
  private final Unit unit;
  private final Set<Instance> kept;
  private final Consumer<String> problem;
  private final Map<Instance, Map<String, Operand>> made = new IdentityHashMap<>();

  /// What was made of operands: the same again becomes the same object, unless other ways may bring
  /// something else.
  private final Map<List<Operand>, Instance> objects = new HashMap<>();

  /// @param target where the ways meet
  /// @param epoch the one that it is in
  /// @param kept the objects that there are on all ways
  /// @param problem told what cannot be unified
  Unifier(Block target, Epoch epoch, Unit unit, Set<Instance> kept, Consumer<String> problem) {
    this.target = target;
    this.epoch = epoch;
    this.unit = unit;
    this.kept = kept;
    this.problem = problem;
  }

  /// The objects that were made here, with their fields.
  Map<Instance, Map<String, Operand>> made() {
    return made;
  }

  /// One operand for `operands`, of which there is one for each of `states`.
  ///
  /// @param changes whether ways that are not known yet may bring another one of the same kind
  Operand unify(List<Operand> operands, List<State> states, boolean changes) {
    for (Operand operand : operands) {
      if (operand instanceof Operand.Unknown) {
        return operand;
      }
    }
    Stale stale = stale(operands, states);
    if (stale != null) {
      return stale;
    }
    Operand first = operands.getFirst();
    boolean same = operands.stream().allMatch(first::equals);
    // An exception has nothing in it that could differ.
    if (same
        && (!changes
            || first instanceof Thrown
            || first instanceof Instance object && isMutable(object) && kept.contains(object))) {
      return first;
    }
    Kind kind = Kind.of(operands);
    return switch (kind) {
      case SCALAR -> scalar(operands);
      case ENUM -> new EnumValue(enumType(operands), parameter(Type.I32), anyNull(operands));
      case BOXED -> new Boxed(((Boxed) first).type(), parameter(((Boxed) first).value().type()));
      case POINTER -> anyPointer(operands).with(parameter(Type.POINTER), anyNull(operands));
      case SLICE -> slice(operands);
      case LAMBDA -> lambda(operands, states, changes);
      case ARRAY -> array((MemoryArray) first);
      case OBJECT -> object(operands, states, changes);
      case CHOICE -> choice(operands, states, changes);
      case FIXED -> {
        if (!same && operands.stream().allMatch(Shapes::isString)) {
          yield new Operand.Joined();
        }
        keepAllInMemory(operands);
        if (!same) {
          problem.accept(
              "here two different objects meet (%s), and only while compiling are they known"
                  .formatted(Shapes.describe(operands)));
          yield Operand.UNKNOWN;
        }
        yield first;
      }
    };
  }

  /// What slices become of which one is stale on its way; null if none is, or there are others among them.
  private static @Nullable Stale stale(List<Operand> operands, List<State> states) {
    if (!operands.stream().allMatch(o -> o instanceof Slice || o instanceof Stale)) {
      return null;
    }
    for (int i = 0; i < operands.size(); i++) {
      if (states.get(i).fresh(operands.get(i)) instanceof Stale stale) {
        return stale;
      }
    }
    return null;
  }

  private enum Kind {
    SCALAR,
    ENUM,
    BOXED,
    POINTER,
    SLICE,
    LAMBDA,
    ARRAY,
    OBJECT,
    CHOICE,
    FIXED;

    static Kind of(List<Operand> operands) {
      var notNull = operands.stream().filter(o -> !(o instanceof Null)).toList();
      boolean nulls = notNull.size() < operands.size();
      if (notNull.isEmpty()) {
        return FIXED;
      }
      if (notNull.stream().allMatch(Scalar.class::isInstance)) {
        return SCALAR;
      }
      if (notNull.stream().allMatch(EnumValue.class::isInstance)
          && notNull.stream().map(o -> ((EnumValue) o).type()).distinct().count() == 1) {
        return ENUM;
      }
      if (notNull.getFirst() instanceof Pointer first
          && notNull.stream().allMatch(o -> o instanceof Pointer other && first.isLike(other))) {
        return POINTER;
      }
      if (!nulls
          && notNull.stream().allMatch(Slice.class::isInstance)
          && notNull.stream().map(o -> ((Slice) o).length()).distinct().count() == 1
          && notNull.stream().map(o -> ((Slice) o).isMeta()).distinct().count() == 1) {
        return SLICE;
      }
      boolean oneClass = notNull.stream().map(Shapes::alternativeKey).distinct().count() == 1;
      if (!nulls && oneClass) {
        if (notNull.getFirst() instanceof Boxed) {
          return BOXED;
        }
        if (notNull.getFirst() instanceof Lambda) {
          return LAMBDA;
        }
        if (notNull.getFirst() instanceof MemoryArray) {
          return ARRAY;
        }
        if (notNull.stream().allMatch(Shapes::isPlainObject)) {
          return OBJECT;
        }
      }
      boolean canChoose =
          (nulls || !oneClass || notNull.getFirst() instanceof Choice)
              && notNull.stream()
                  .allMatch(o ->
                      Shapes.isPlainObject(o)
                          || o instanceof MemoryArray
                          || o instanceof EnumValue constant && !constant.nullable()
                          || o instanceof Known && !Shapes.isString(o)
                          || o instanceof Choice
                          || o instanceof Boxed
                          || o instanceof Lambda
                          || o instanceof Thrown);
      return canChoose ? CHOICE : FIXED;
    }
  }

  /// Of objects that meet all lie in memory if one does.
  private void keepAllInMemory(List<Operand> operands) {
    if (operands.stream().anyMatch(o -> o instanceof MemoryArray || o instanceof Pointer)) {
      for (Operand operand : operands) {
        if (operand instanceof Instance object && Shapes.canLieInMemory(object)) {
          throw unit.decisions().keepInMemory(object.sites());
        }
      }
    }
  }

  private static boolean isMutable(Operand operand) {
    return operand instanceof Instance instance && !Shapes.isValue(instance.type());
  }

  private Operand array(MemoryArray like) {
    return new MemoryArray(parameter(Type.POINTER), like.component(), like.length());
  }

  private Operand scalar(List<Operand> operands) {
    var types = operands.stream().map(o -> ((Scalar) o).value().type()).distinct().toList();
    // A slot that holds an int on one way and a long on another is not read by verified bytecode.
    return types.size() == 1 ? new Scalar(parameter(types.getFirst())) : Operand.UNKNOWN;
  }

  private Operand slice(List<Operand> operands) {
    var first = (Slice) operands.getFirst();
    return new Slice(
        parameter(Type.POINTER),
        0,
        first.length(),
        parameter(Type.I32),
        first.isMeta(),
        epoch,
        first.taken());
  }

  private Operand lambda(List<Operand> operands, List<State> states, boolean changes) {
    var first = (Lambda) operands.getFirst();
    var captured = new ArrayList<Operand>();
    for (int i = 0; i < first.captured().size(); i++) {
      int index = i;
      captured.add(
          unify(
              operands.stream().map(o -> ((Lambda) o).captured().get(index)).toList(),
              states,
              changes));
    }
    return new Lambda(first.type(), first.method(), first.target(), first.code(), captured);
  }

  private Operand object(List<Operand> operands, List<State> states, boolean changes) {
    boolean isOne = !changes || operands.stream().anyMatch(Unifier::isMutable);
    var known = objects.get(operands);
    if (isOne && known != null) {
      return known;
    }
    var first = operands.getFirst();
    var type = Shapes.typeOf(first);
    var instance = first instanceof Instance one ? one : null;
    var object =
        new Instance(
            type,
            instance == null ? Instance.NO_ARRAY : instance.length(),
            sites(operands),
            instance == null ? null : instance.origin());
    var fields = new LinkedHashMap<String, Operand>();
    made.put(object, fields);
    unit.initializers().made(object, operands);
    if (isOne) {
      objects.put(operands, object);
    }
    var names =
        type.isArray()
            ? states.getFirst().fields((Instance) first).keySet()
            : Shapes.fieldNames(type);
    for (String name : names) {
      var values = new ArrayList<Operand>();
      for (int i = 0; i < operands.size(); i++) {
        values.add(Shapes.field(operands.get(i), name, states.get(i)));
      }
      fields.put(name, unify(values, states, changes));
    }
    return object;
  }

  private static List<String> sites(List<Operand> objects) {
    return objects.stream()
        .flatMap(o -> o instanceof Instance instance ? instance.sites().stream() : Stream.of())
        .distinct()
        .toList();
  }

  private Operand choice(List<Operand> operands, List<State> states, boolean changes) {
    record Group(List<Operand> operands, List<State> states) {}
    var groups = new LinkedHashMap<Object, Group>();
    groups.put(Operand.NULL, new Group(new ArrayList<>(), new ArrayList<>()));
    for (int i = 0; i < operands.size(); i++) {
      var flat =
          operands.get(i) instanceof Choice choice
              ? choice.alternatives()
              : List.of(operands.get(i));
      for (Operand alternative : flat) {
        var group =
            groups.computeIfAbsent(
                Shapes.alternativeKey(alternative),
                _ -> new Group(new ArrayList<>(), new ArrayList<>()));
        group.operands().add(alternative);
        group.states().add(states.get(i));
      }
    }
    if (groups.get(Operand.NULL) instanceof Group nulls && nulls.operands().isEmpty()) {
      groups.remove(Operand.NULL);
    }
    var alternatives = new ArrayList<Operand>();
    for (Group group : groups.values()) {
      // On a way that brings another alternative, this one's fields hold anything: so all must be
      // parameters, not values that are only there on some ways.
      alternatives.add(
          unify(
              group.operands(),
              group.states(),
              group.operands().size() < operands.size() || changes));
    }
    return new Choice(
        parameter(Type.I32), alternatives.stream().map(unit.numbers()::of).toList(), alternatives);
  }

  private Parameter parameter(Type type) {
    var parameter = new Parameter(type);
    target.parameters().add(parameter);
    return parameter;
  }

  private static Class<?> enumType(List<Operand> operands) {
    return operands.stream()
        .filter(EnumValue.class::isInstance)
        .map(o -> ((EnumValue) o).type())
        .findFirst()
        .orElseThrow();
  }

  private static Pointer anyPointer(List<Operand> operands) {
    return operands.stream()
        .filter(Pointer.class::isInstance)
        .map(Pointer.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static boolean anyNull(List<Operand> operands) {
    return operands.stream()
        .anyMatch(o ->
            switch (o) {
              case Null _ -> true;
              case EnumValue e -> e.nullable();
              case Pointer p -> p.nullable();
              default -> false;
            });
  }
}
