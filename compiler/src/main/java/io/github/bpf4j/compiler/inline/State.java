package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is known at one point of a method: its local variables, its operand stack, and the fields of
/// all objects made so far, by whichever method.
final class State {
  private final @Nullable Operand[] locals;
  private final List<Operand> stack;
  private final Map<Instance, Map<String, Operand>> heap;
  private Epoch epoch;

  private State(
      @Nullable Operand[] locals,
      List<Operand> stack,
      Map<Instance, Map<String, Operand>> heap,
      Epoch epoch) {
    this.locals = locals;
    this.stack = stack;
    this.heap = heap;
    this.epoch = epoch;
  }

  /// At the beginning of a method with `maxLocals` local variables, where there are the objects of
  /// `heap`, and the packet is where `epoch` says.
  static State entering(int maxLocals, Map<Instance, Map<String, Operand>> heap, Epoch epoch) {
    return new State(new Operand[maxLocals], new ArrayList<>(), heap, epoch);
  }

  /// A copy that shares nothing.
  State copy() {
    var fields = new LinkedHashMap<Instance, Map<String, Operand>>();
    heap.forEach((instance, values) -> fields.put(instance, new LinkedHashMap<>(values)));
    return new State(locals.clone(), new ArrayList<>(stack), fields, epoch);
  }

  /// This state's variables and stack with the objects and the epoch of `inner`: where a method goes on
  /// after one that it called.
  State withHeapOf(State inner) {
    return new State(locals.clone(), new ArrayList<>(stack), inner.copy().heap, inner.epoch);
  }

  /// Where the packet has been since it moved last.
  Epoch epoch() {
    return epoch;
  }

  void epoch(Epoch now) {
    epoch = now;
  }

  /// `operand`, or what it is if it is a slice that the packet has moved away from.
  Operand fresh(Operand operand) {
    return operand instanceof Slice slice && slice.epoch() != epoch
        ? new Stale(slice.taken(), epoch.movedSince(slice.epoch()))
        : operand;
  }

  int localCount() {
    return locals.length;
  }

  @Nullable Operand local(int slot) {
    return locals[slot];
  }

  void setLocal(int slot, @Nullable Operand operand) {
    locals[slot] = operand;
  }

  List<Operand> stack() {
    return stack;
  }

  void push(Operand operand) {
    stack.add(operand);
  }

  Operand pop() {
    return stack.removeLast();
  }

  /// The objects made so far, with their fields.
  Map<Instance, Map<String, Operand>> heap() {
    return heap;
  }

  Map<String, Operand> fields(Instance instance) {
    var fields = heap.get(instance);
    if (fields == null) {
      throw new IllegalStateException("no such object here: " + instance);
    }
    return fields;
  }

  /// What the local variables and the stack hold.
  List<Operand> operands() {
    var operands = new ArrayList<>(stack);
    for (Operand local : locals) {
      if (local != null) {
        operands.add(local);
      }
    }
    return operands;
  }

  /// Forgets the objects that none of `roots` leads to.
  void keepReachable(List<Operand> roots) {
    heap.keySet().retainAll(reachable(roots));
  }

  /// The objects that `roots` lead to.
  Set<Instance> reachable(List<Operand> roots) {
    Set<Instance> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Instance instance when heap.get(instance) instanceof Map<String, Operand> fields -> {
          if (kept.add(instance)) {
            open.addAll(fields.values());
          }
        }
        case Operand.Choice choice -> open.addAll(choice.alternatives());
        case Operand.Lambda lambda -> open.addAll(lambda.captured());
        default -> {}
      }
    }
    return kept;
  }

  /// Replaces every operand equal to `from`, now that more is known of it.
  void replace(Operand from, Operand to) {
    UnaryOperator<Operand> replace = operand -> from.equals(operand) ? to : operand;
    for (int i = 0; i < locals.length; i++) {
      Operand local = locals[i];
      locals[i] = local == null ? null : replace.apply(local);
    }
    stack.replaceAll(replace);
    heap.values().forEach(fields -> fields.replaceAll((name, operand) -> replace.apply(operand)));
  }

  @Override
  public String toString() {
    return Arrays.toString(locals) + " " + stack + " " + heap;
  }
}
