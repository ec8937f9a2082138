package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Decisions.Expected;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.read.CodeFlow.Loop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings the ways that lead to one block together: what differs becomes a parameter of the block.
///
/// A merge first settles the shape of the state from the ways known so far, then connects each way.
/// At the head of a loop the ways back are not known yet, so everything that the loop may change
/// becomes a parameter, and they are connected later.
final class Merge {
  /// A way to a block: from `edge`, a block not terminated yet, where `state` holds.
  record Way(Block edge, State state) {}

  private final Translator translator;
  private final Block target;
  private final State state;
  private final Unifier unifier;

  /// Where the loop is that begins here; else null.
  private final @Nullable String loop;

  private final @Nullable Activation outer;

  /// Where the loop is that begins here and, as far as is known, does not move the packet; else null.
  private @Nullable String still;

  private Merge(
      Translator translator,
      Block target,
      State state,
      @Nullable String loop,
      @Nullable Activation outer) {
    this.loop = loop;
    this.outer = outer;
    this.translator = translator;
    this.target = target;
    this.state = state;
    this.unifier =
        new Unifier(target, state.epoch(), translator.unit(), state.heap().keySet(), this::problem);
  }

  /// Merges `ways` into the block `target`, which has no parameters yet.
  ///
  /// @param live the local variables that still matter
  /// @param loop the loop that begins here, whose ways back come later; null if none does
  /// @param outer the method that goes on when all that is merged here has been forgotten; null if none does
  static Merge of(
      Translator translator,
      Block target,
      List<Way> ways,
      BitSet live,
      @Nullable Loop loop,
      @Nullable Activation outer) {
    State state = ways.getFirst().state().copy();
    Epoch epoch = Epoch.meeting(ways.stream().map(way -> way.state().epoch()).toList(), target);
    String site = loop == null ? null : translator.activation().site();
    Position moved = site == null ? null : translator.decisions().moves(site);
    state.epoch(moved == null ? epoch : epoch.loop(moved, target));
    var merge = new Merge(translator, target, state, site, outer);
    merge.shape(ways.stream().map(Way::state).toList(), live, loop);
    ways.forEach(merge::connect);
    merge.still = moved == null ? site : null;
    return merge;
  }

  Block target() {
    return target;
  }

  /// What holds at the beginning of the block.
  State state() {
    return state;
  }

  /// Whether this merge made `object`, out of one on each way.
  boolean made(Instance object) {
    return unifier.made().containsKey(object);
  }

  /// Whether `object` is one that can change, so that it matters by how many names it goes.
  boolean isMutable(Instance object) {
    return !Shapes.isValue(object.type()) && !translator.unit().initializers().made(object);
  }

  /// What methods further out have.
  private List<Operand> outside() {
    var operands = new ArrayList<Operand>();
    for (var a = outer; a != null; a = a.caller()) {
      operands.addAll(a.state().operands());
    }
    return operands;
  }

  /// Begins again with what may be `object` in memory.
  Decisions.Restart keepInMemory(Instance object) {
    return translator.decisions().keepInMemory(object.sites());
  }

  /// Something other than expected comes by a way to `place`. At the head of a loop, it is to be expected next time.
  void unexpected(String place, Operand operand, State there, String message) {
    var again = loop == null ? null : translator.decisions().expect(loop + place, operand, there);
    if (again != null) {
      throw again;
    }
    problem(message);
  }

  /// Reports something that cannot be merged.
  void problem(String message) {
    translator.report(
        Problem.OBJECT_MERGE, message, "use it on each way by itself, before the ways meet");
  }

  /// Reports a slice that comes here stale, and not so on other ways.
  void problem(Stale stale) {
    PacketCalls.stale(translator, stale);
  }

  private void shape(List<State> states, BitSet live, @Nullable Loop loop) {
    state
        .heap()
        .keySet()
        .removeIf(instance -> !states.stream().allMatch(s -> s.heap().containsKey(instance)));
    for (var entry : state.heap().entrySet()) {
      Instance instance = entry.getKey();
      boolean mutable = loop != null && !Shapes.isValue(instance.type());
      for (var field : entry.getValue().entrySet()) {
        String name = field.getKey();
        var operands = new ArrayList<Operand>();
        states.forEach(s -> operands.add(get(s, instance, name)));
        field.setValue(unify(place(instance, name), operands, states, mutable));
      }
    }
    for (int slot = 0; slot < state.localCount(); slot++) {
      if (!live.get(slot)) {
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
      boolean changes = loop != null && loop.assigned().get(slot);
      state.setLocal(
          slot,
          operands.size() < states.size() ? null : unify(place(slot), operands, states, changes));
    }
    for (int depth = 0; depth < state.stack().size(); depth++) {
      int at = depth;
      var operands = states.stream().map(s -> s.stack().get(at)).toList();
      state.stack().set(depth, unifier.unify(operands, states, false));
    }
    state.heap().putAll(unifier.made());
  }

  /// One operand for `operands`, and for what else was seen to come to `place` in an earlier attempt.
  private Operand unify(String place, List<Operand> operands, List<State> states, boolean changes) {
    var expected =
        changes && loop != null
            ? translator.decisions().expected(loop + place)
            : List.<Expected>of();
    var all = new ArrayList<>(operands);
    var there = new ArrayList<>(states);
    expected.forEach(e -> {
      all.add(e.operand());
      there.add(e.state());
    });
    return unifier.unify(all, there, changes);
  }

  private static List<Operand> concat(List<Operand> some, List<Operand> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static String place(int slot) {
    return " local " + slot;
  }

  private static String place(Instance instance, String field) {
    return " field %s %s".formatted(field, instance.sites());
  }

  private static Operand get(State state, Instance instance, String field) {
    return state.fields(instance).getOrDefault(field, Operand.UNKNOWN);
  }

  /// Connects one more way: ends its block with a jump to the target.
  void connect(Way way) {
    if (still != null && way.state().epoch() != state.epoch()) {
      throw translator.decisions().move(still, way.state().epoch().movedSince(state.epoch()));
    }
    var outside = outside();
    var supply = new Supply(this, way, way.state().reachable(outside));
    var reachable = way.state().reachable(concat(outside, state.operands()));
    for (var entry : state.heap().entrySet()) {
      Instance instance = entry.getKey();
      if (!made(instance)) {
        var theirs = way.state().heap().get(instance);
        supply.forgotten(!reachable.contains(instance));
        for (var field : entry.getValue().entrySet()) {
          supply.give(
              place(instance, field.getKey()),
              field.getValue(),
              theirs == null ? null : theirs.get(field.getKey()));
        }
      }
    }
    supply.forgotten(false);
    for (int slot = 0; slot < state.localCount(); slot++) {
      Operand mine = state.local(slot);
      if (mine != null) {
        supply.give(place(slot), mine, way.state().local(slot));
      }
    }
    for (int depth = 0; depth < state.stack().size(); depth++) {
      supply.give("", state.stack().get(depth), way.state().stack().get(depth));
    }
    way.edge().terminate(new Terminator.Jump(new Edge(target, supply.arguments())));
  }
}
