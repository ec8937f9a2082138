package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Position;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What had to be known before a program could be translated, and was learnt only while translating it.
/// Then the translation begins again, see [Restart]. A place is named by [Activation#site].
final class Decisions {
  private final Set<String> loops = new HashSet<>();
  private final Set<String> inMemory = new HashSet<>();
  private final Set<Object> variables = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Position> moving = new HashMap<>();

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

  /// From now on, what is made at `site` lies in memory.
  Restart keepInMemory(String site) {
    inMemory.add(site);
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
