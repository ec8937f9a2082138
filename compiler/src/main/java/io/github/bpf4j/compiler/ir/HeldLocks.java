package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.object.Helper;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which spin locks may be held where a block of a function begins. A lock is known by the call that took it.
public final class HeldLocks {
  /// What holds at one point of a function.
  ///
  /// @param locks for each call of which the lock may be held the values that are then its address
  /// @param free whether none may be held
  public record Held(Map<Instruction, Set<Value>> locks, boolean free) {
    private static final Held NONE = new Held(Map.of(), true);

    /// The calls of which each may be the one whose lock is held.
    public Set<Instruction> taken() {
      return locks.keySet();
    }

    /// Whether one may be held.
    public boolean any() {
      return !locks.isEmpty();
    }

    /// Whether `address` is certainly that of the lock that `call` took, if that one is held.
    public boolean isAddress(Value address, Instruction call) {
      return locks.getOrDefault(call, Set.of()).contains(address);
    }

    /// What holds behind `instruction`.
    public Held after(Instruction instruction) {
      if (takes(instruction)) {
        return new Held(Map.of(instruction, Set.of(instruction.operand(0))), false);
      }
      return releases(instruction) ? NONE : this;
    }

    /// What holds at the other end of `edge`, where parameters take the places of their arguments.
    private Held across(Edge edge) {
      var there = new LinkedHashMap<Instruction, Set<Value>>();
      locks.forEach((call, addresses) -> {
        var all = new HashSet<>(addresses);
        var parameters = edge.target().parameters();
        for (int i = 0; i < parameters.size(); i++) {
          if (addresses.contains(edge.arguments().get(i))) {
            all.add(parameters.get(i));
          } else {
            all.remove(parameters.get(i));
          }
        }
        there.put(call, all);
      });
      return new Held(there, free);
    }

    private Held or(Held other) {
      var all = new LinkedHashMap<>(locks);
      other.locks.forEach((call, addresses) ->
          all.merge(
              call,
              addresses,
              (these, those) -> {
                var both = new HashSet<>(these);
                both.retainAll(those);
                return both;
              }));
      return new Held(all, free || other.free);
    }
  }

  private final Map<Block, Held> before = new HashMap<>();

  private HeldLocks() {}

  /// The locks of `function`; the way that begins with one of the blocks `ends` is followed no further.
  public static HeldLocks of(Function function, Set<Block> ends) {
    var locks = new HeldLocks();
    locks.before.put(function.entry(), Held.NONE);
    var open = new ArrayDeque<Block>(List.of(function.entry()));
    while (!open.isEmpty()) {
      var block = open.poll();
      if (ends.contains(block)) {
        continue;
      }
      var held = locks.before(block);
      for (var instruction : block.instructions()) {
        held = held.after(instruction);
      }
      for (var edge : block.terminator().edges()) {
        var known = locks.before.get(edge.target());
        var now = known == null ? held.across(edge) : known.or(held.across(edge));
        if (!now.equals(known)) {
          locks.before.put(edge.target(), now);
          open.add(edge.target());
        }
      }
    }
    return locks;
  }

  /// What holds where `block` begins; nothing held where no way leads to it.
  public Held before(Block block) {
    return before.getOrDefault(block, Held.NONE);
  }

  /// Whether `function` takes or releases locks.
  public static boolean uses(Function function) {
    return function.blocks().stream()
        .flatMap(block -> block.instructions().stream())
        .anyMatch(instruction -> takes(instruction) || releases(instruction));
  }

  /// Whether `instruction` takes a lock.
  public static boolean takes(Instruction instruction) {
    return instruction.calls(Helper.SPIN_LOCK);
  }

  /// Whether `instruction` releases a lock.
  public static boolean releases(Instruction instruction) {
    return instruction.calls(Helper.SPIN_UNLOCK);
  }
}
