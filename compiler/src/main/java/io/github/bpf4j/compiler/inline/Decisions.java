package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What had to be known before a program could be translated, and was learnt only while translating it.
/// Then the translation begins again, see [Restart]. A place is named by [Activation#site].
final class Decisions {
  /// The most kinds of objects that come to one place.
  private static final int MAX_EXPECTED = 8;

  private final Map<String, List<Expected>> expected = new HashMap<>();
  private final Set<String> loops = new HashSet<>();
  private final Set<String> inMemory = new HashSet<>();
  private final Set<String> apart = new HashSet<>();
  private final Set<Object> variables = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Position> moving = new HashMap<>();

  /// What comes to some place over the way back of a loop.
  ///
  /// @param state what holds there
  record Expected(Operand operand, State state) {}

  /// What is known to come to `place` at the head of a loop besides what comes into the loop.
  List<Expected> expected(String place) {
    return expected.getOrDefault(place, List.of());
  }

  /// From now on, `operand` is expected at `place` as well; null if too much was expected there already.
  @Nullable Restart expect(String place, Operand operand, State state) {
    var there = expected.computeIfAbsent(place, _ -> new ArrayList<>());
    if (there.size() == MAX_EXPECTED) {
      return null;
    }
    there.add(new Expected(operand, state));
    return new Restart();
  }

  /// Whether the loop at `site` stays a loop.
  boolean staysLoop(String site) {
    return loops.contains(site);
  }

  /// From now on, the loop at `site` stays a loop.
  Restart stayLoop(String site) {
    loops.add(site);
    return new Restart();
  }

  /// Whether what is made at `site` lies in memory.
  boolean isInMemory(String site) {
    return inMemory.contains(site);
  }

  /// From now on, what is made at any of `sites` lies in memory.
  Restart keepInMemory(List<String> sites) {
    inMemory.addAll(sites);
    return new Restart();
  }

  /// Whether the copy of a table that is made at `site` is taken apart into its elements.
  boolean isApart(String site) {
    return apart.contains(site);
  }

  /// From now on, the copy of a table that is made at `site` is taken apart.
  Restart takeApart(String site) {
    apart.add(site);
    return new Restart();
  }

  /// Whether the program changes `object`, which a static field holds.
  boolean isVariable(Object object) {
    return variables.contains(object);
  }

  /// From now on, `object` is one that the program changes.
  Restart makeVariable(Object object) {
    variables.add(object);
    return new Restart();
  }

  /// Where the loop at `site` moves the packet, so that each iteration finds it elsewhere; null if it does not.
  @Nullable Position moves(String site) {
    return moving.get(site);
  }

  /// From now on, the loop at `site` moves the packet at `position`.
  Restart move(String site, Position position) {
    moving.put(site, position);
    return new Restart();
  }

  /// Thrown to begin again.
  static final class Restart extends RuntimeException {
    Restart() {
      super(null, null, false, false);
    }
  }
}
