package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Parameter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What may have become, at one point of a function, of each thing that the function takes and has to give
/// back. A thing is known by the pointer to it.
final class Holdings {
  /// What may have become of a thing.
  enum State {
    /// It was not taken on this way.
    ABSENT,
    /// There was none to take: the pointer is null.
    NULL,
    /// It is held.
    HELD,
    /// It was given back.
    GIVEN
  }

  private final Map<Value, EnumSet<State>> states = new LinkedHashMap<>();

  /// The things of which something may have become.
  Set<Value> things() {
    return states.keySet();
  }

  /// What may have become of a thing.
  EnumSet<State> of(Value thing) {
    return states.getOrDefault(thing, EnumSet.of(State.ABSENT));
  }

  boolean maybe(Value thing, State state) {
    return of(thing).contains(state);
  }

  void put(Value thing, EnumSet<State> now) {
    states.put(thing, now);
  }

  Holdings copy() {
    var copy = new Holdings();
    states.forEach((thing, now) -> copy.put(thing, EnumSet.copyOf(now)));
    return copy;
  }

  /// These holdings where `thing` is known to be null, or not to be.
  Holdings where(Value thing, boolean isNull) {
    var known = copy();
    var now = EnumSet.copyOf(of(thing));
    if (isNull) {
      now.retainAll(EnumSet.of(State.NULL));
    } else {
      now.remove(State.NULL);
    }
    known.put(thing, now);
    return known;
  }

  /// These holdings at the other end of `edge`, where a parameter takes the place of its argument.
  ///
  /// @param followed the parameters that may be things
  Holdings across(Edge edge, Set<Parameter> followed) {
    var there = copy();
    var parameters = edge.target().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      if (followed.contains(parameters.get(i))) {
        var argument = edge.arguments().get(i);
        there.put(
            parameters.get(i),
            argument.equals(Value.NULL) ? EnumSet.of(State.NULL) : EnumSet.copyOf(of(argument)));
      }
    }
    edge.arguments().stream()
        .filter(argument -> !parameters.contains(argument))
        .forEach(there.states::remove);
    return there;
  }

  /// Adds what another way brings.
  ///
  /// @return whether that is new
  boolean add(Holdings other) {
    boolean changed = false;
    var all = new LinkedHashMap<>(states);
    all.putAll(other.states);
    for (var thing : all.keySet()) {
      var union = EnumSet.copyOf(of(thing));
      changed |= union.addAll(other.of(thing)) || !states.containsKey(thing);
      states.put(thing, union);
    }
    return changed;
  }

  @Override
  public String toString() {
    return states.toString();
  }
}
