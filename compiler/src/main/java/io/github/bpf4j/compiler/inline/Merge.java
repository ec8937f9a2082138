package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.Choice;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Null;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.inline.Operand.Unknown;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import io.github.bpf4j.compiler.read.CodeFlow.CodeBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the ways that lead to one block together: what differs becomes a parameter of the block.
///
/// A merge first settles the shape of the state from the ways known so far, then connects each way.
/// At the head of a loop the ways back are not known yet, so everything that the loop may change
/// becomes a parameter, and they are connected later. An object without mutable fields is merged
/// field by field into a new object; an object that can change must be the same on all ways.
final class Merge {
  /// A way to a block: from `edge`, a block not terminated yet, where `state` holds.
  record Way(Block edge, State state) {}

  private final Block target;
  private final State state;
  private final Consumer<String> problem;

  /// Objects that this merge made, by the one that stands in the state.
  private final Set<Instance> made =
      java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

  private Merge(Block target, State state, Consumer<String> problem) {
    this.target = target;
    this.state = state;
    this.problem = problem;
  }

  /// Merges `ways` into the block `target`, which has no parameters yet.
  ///
  /// @param code what the block is made from: says which locals are alive, and which the loop changes
  /// @param problem told what cannot be merged
  static Merge of(Block target, List<Way> ways, CodeBlock code, Consumer<String> problem) {
    State first = ways.getFirst().state();
    var merge = new Merge(target, first.copy(), problem);
    merge.shape(ways.stream().map(Way::state).toList(), code);
    ways.forEach(merge::connect);
    return merge;
  }

  Block target() {
    return target;
  }

  /// What holds at the beginning of the block.
  State state() {
    return state;
  }

  private void shape(List<State> states, CodeBlock code) {
    state
        .heap()
        .keySet()
        .removeIf(instance -> !states.stream().allMatch(s -> s.heap().containsKey(instance)));
    for (var entry : state.heap().entrySet()) {
      Instance instance = entry.getKey();
      boolean mutable = code.isLoop() && !Shapes.isValue(instance.type());
      for (var field : entry.getValue().entrySet()) {
        String name = field.getKey();
        var operands = states.stream().map(s -> get(s, instance, name)).toList();
        field.setValue(unify(operands, states, mutable));
      }
    }
    for (int slot = 0; slot < state.localCount(); slot++) {
      if (!code.live().get(slot)) {
        state.setLocal(slot, null);
        continue;
      }
      var operands = new ArrayList<Operand>();
      for (State s : states) {
        Operand operand = s.local(slot);
        if (operand != null) {
          operands.add(operand);
        }
      }
      boolean changes = code.isLoop() && code.loopAssigned().get(slot);
      state.setLocal(
          slot, operands.size() < states.size() ? null : unify(operands, states, changes));
    }
    for (int depth = 0; depth < state.stack().size(); depth++) {
      int at = depth;
      var operands = states.stream().map(s -> s.stack().get(at)).toList();
      state.stack().set(depth, unify(operands, states, false));
    }
    state.heap().putAll(pending);
  }

  /// Fields of the objects made while shaping; added at the end, not while the heap is walked.
  private final Map<Instance, Map<String, Operand>> pending = new LinkedHashMap<>();

  private static Operand get(State state, Instance instance, String field) {
    return state.fields(instance).getOrDefault(field, Operand.UNKNOWN);
  }

  /// One operand for `operands`, of which there is one for each of `states`.
  ///
  /// @param changes whether ways that are not known yet may bring another one of the same kind
  private Operand unify(List<Operand> operands, List<State> states, boolean changes) {
    if (operands.contains(Operand.UNKNOWN)) {
      return Operand.UNKNOWN;
    }
    Operand first = operands.getFirst();
    boolean same = operands.stream().allMatch(first::equals);
    // An exception has nothing in it that could differ.
    if (same && (!changes || first instanceof Thrown)) {
      return first;
    }
    Kind kind = Kind.of(operands);
    return switch (kind) {
      case SCALAR -> scalar(operands);
      case ENUM -> new EnumValue(enumType(operands), parameter(Type.I32), anyNull(operands));
      case BOXED -> new Boxed(((Boxed) first).type(), parameter(((Boxed) first).value().type()));
      case PLACE -> new Place(placeType(operands), parameter(Type.POINTER), anyNull(operands));
      case SLICE -> slice(operands);
      case VALUE_OBJECT -> object(operands, states, changes);
      case CHOICE -> choice(operands, states, changes);
      case FIXED -> {
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

  private enum Kind {
    SCALAR,
    ENUM,
    BOXED,
    PLACE,
    SLICE,
    VALUE_OBJECT,
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
      if (notNull.stream().allMatch(Place.class::isInstance)
          && notNull.stream().map(o -> ((Place) o).type()).distinct().count() == 1) {
        return PLACE;
      }
      if (!nulls
          && notNull.stream().allMatch(Slice.class::isInstance)
          && notNull.stream().map(o -> ((Slice) o).length()).distinct().count() == 1) {
        return SLICE;
      }
      boolean oneClass = notNull.stream().map(Shapes::alternativeKey).distinct().count() == 1;
      if (!nulls && oneClass) {
        if (notNull.getFirst() instanceof Boxed) {
          return BOXED;
        }
        if (notNull.stream().allMatch(Shapes::isValueObject)) {
          return VALUE_OBJECT;
        }
      }
      boolean canChoose =
          notNull.stream()
              .allMatch(o ->
                  Shapes.isValueObject(o)
                      || o instanceof Choice
                      || o instanceof Boxed
                      || o instanceof Thrown);
      return canChoose ? CHOICE : FIXED;
    }
  }

  private Operand scalar(List<Operand> operands) {
    var types = operands.stream().map(o -> ((Scalar) o).value().type()).distinct().toList();
    // A slot that holds an int on one way and a long on another is not read by verified bytecode.
    return types.size() == 1 ? new Scalar(parameter(types.getFirst())) : Operand.UNKNOWN;
  }

  private Operand slice(List<Operand> operands) {
    return new Slice(
        parameter(Type.POINTER), 0, ((Slice) operands.getFirst()).length(), parameter(Type.I32));
  }

  private Operand object(List<Operand> operands, List<State> states, boolean changes) {
    var type = Shapes.typeOf(operands.getFirst());
    var object = new Instance(type);
    made.add(object);
    var fields = new LinkedHashMap<String, Operand>();
    pending.put(object, fields);
    for (String name : Shapes.fieldNames(type)) {
      var values = new ArrayList<Operand>();
      for (int i = 0; i < operands.size(); i++) {
        values.add(Shapes.field(operands.get(i), name, states.get(i)));
      }
      fields.put(name, unify(values, states, changes));
    }
    return object;
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
    return new Choice(parameter(Type.I32), alternatives);
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

  private static Class<?> placeType(List<Operand> operands) {
    return operands.stream()
        .filter(Place.class::isInstance)
        .map(o -> ((Place) o).type())
        .findFirst()
        .orElseThrow();
  }

  private static boolean anyNull(List<Operand> operands) {
    return operands.stream()
        .anyMatch(o ->
            switch (o) {
              case Null _ -> true;
              case EnumValue e -> e.nullable();
              case Place p -> p.nullable();
              default -> false;
            });
  }

  /// Connects one more way: ends its block with a jump to the target.
  void connect(Way way) {
    var arguments = new LinkedHashMap<Parameter, Value>();
    var supply = new Supply(way, arguments);
    for (var entry : state.heap().entrySet()) {
      Instance instance = entry.getKey();
      if (!made.contains(instance)) {
        var theirs = way.state().heap().get(instance);
        for (var field : entry.getValue().entrySet()) {
          supply.give(field.getValue(), theirs == null ? null : theirs.get(field.getKey()));
        }
      }
    }
    for (int slot = 0; slot < state.localCount(); slot++) {
      Operand mine = state.local(slot);
      if (mine != null) {
        supply.give(mine, way.state().local(slot));
      }
    }
    for (int depth = 0; depth < state.stack().size(); depth++) {
      supply.give(state.stack().get(depth), way.state().stack().get(depth));
    }
    var values = new ArrayList<Value>();
    for (Parameter parameter : target.parameters()) {
      values.add(arguments.getOrDefault(parameter, new Value.Constant(parameter.type(), 0)));
    }
    way.edge().terminate(new Terminator.Jump(new Edge(target, values)));
  }

  /// Finds the argument for each parameter in what one way brings.
  private final class Supply {
    private final Way way;
    private final Map<Parameter, Value> arguments;

    Supply(Way way, Map<Parameter, Value> arguments) {
      this.way = way;
      this.arguments = arguments;
    }

    /// Supplies what stands in `mine` from `theirs`; null where this way brings nothing for it.
    void give(Operand mine, @Nullable Operand theirs) {
      if (mine instanceof Unknown || theirs instanceof Unknown) {
        return;
      }
      if (theirs == null) {
        return;
      }
      switch (mine) {
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
            set(value.ordinal(), Value.Constant.of(-1));
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
        case Place place when isMine(place.pointer()) -> {
          if (theirs instanceof Place p && (place.nullable() || !p.nullable())) {
            set(place.pointer(), p.pointer());
          } else if (theirs instanceof Null && place.nullable()) {
            set(place.pointer(), Value.NULL);
          } else {
            mismatch(mine, theirs);
          }
        }
        case Slice slice when isMine(slice.base()) -> {
          if (theirs instanceof Slice s) {
            set(slice.base(), pointer(s));
            set(slice.packetOffset(), s.packetOffset());
          } else {
            mismatch(mine, theirs);
          }
        }
        case Choice choice when isMine(choice.tag()) -> give(choice, theirs);
        case Instance object when made.contains(object) -> {
          if (Shapes.isValueObject(theirs) && Shapes.typeOf(theirs) == object.type()) {
            for (var field : state.fields(object).entrySet()) {
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
      var indices = new ArrayList<Integer>();
      for (Operand alternative : flat) {
        int index = keys.indexOf(Shapes.alternativeKey(alternative));
        if (index < 0) {
          mismatch(mine, theirs);
          return;
        }
        indices.add(index);
        give(mine.alternatives().get(index), alternative);
      }
      if (theirs instanceof Choice choice) {
        for (int i = 0; i < indices.size(); i++) {
          if (indices.get(i) != i) {
            mismatch(mine, theirs);
            return;
          }
        }
        set(mine.tag(), choice.tag());
      } else {
        set(mine.tag(), Value.Constant.of(indices.getFirst()));
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
      return value instanceof Parameter parameter && target.parameters().contains(parameter);
    }

    private void set(Value parameter, Value argument) {
      arguments.put((Parameter) parameter, argument);
    }

    private void mismatch(Operand mine, Operand theirs) {
      problem.accept(
          "here objects of different kinds meet (%s)"
              .formatted(Shapes.describe(List.of(mine, theirs))));
    }
  }
}
