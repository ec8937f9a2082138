package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.SourceElement;
import io.github.bpf4j.compiler.inline.Merge.Way;
import io.github.bpf4j.compiler.read.MethodCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One method being translated in place of a call of it.
final class Activation {
  private final MethodCode code;
  private final @Nullable Activation caller;
  private final List<List<Way>> arrivals = new ArrayList<>();
  private final @Nullable Merge[] merges;
  private final List<Way> returns = new ArrayList<>();
  private final boolean isAround;
  private State state;
  private int index;

  Activation(MethodCode code, @Nullable Activation caller, State state) {
    this(code, caller, state, false);
  }

  private Activation(MethodCode code, @Nullable Activation caller, State state, boolean isAround) {
    this.isAround = isAround;
    this.code = code;
    this.caller = caller;
    this.state = state;
    int blocks = code.flow().blocks().size();
    merges = new Merge[blocks];
    for (int i = 0; i < blocks; i++) {
      arrivals.add(new ArrayList<>());
    }
  }

  /// What a function is called back from: it says where in the program that is, but nothing returns to
  /// it, and it catches nothing.
  static Activation around(Activation where, State state) {
    var around = new Activation(where.code(), where.caller(), state, true);
    around.index(where.index());
    return around;
  }

  /// Whether this is in another function.
  boolean isAround() {
    return isAround;
  }

  MethodCode code() {
    return code;
  }

  @Nullable Activation caller() {
    return caller;
  }

  /// What holds where the translation has come to.
  State state() {
    return state;
  }

  void state(State now) {
    state = now;
  }

  /// The instruction that the translation has come to.
  int index() {
    return index;
  }

  void index(int now) {
    index = now;
  }

  /// The way `way` leads to the instruction at `target`.
  void arrive(int target, Way way) {
    int position = code.flow().position(target);
    var merge = merges[position];
    if (merge != null) {
      merge.connect(way);
    } else {
      arrivals.get(position).add(way);
    }
  }

  /// The ways known so far to the block at `position` of the flow that were not taken yet.
  List<Way> arrivals(int position) {
    return arrivals.get(position);
  }

  /// The same, taken: what arrives later is for another translation of the block.
  List<Way> takeArrivals(int position) {
    return arrivals.set(position, new ArrayList<>());
  }

  /// Remembers the merge at the head of a loop, for the ways back; null when all of them have come.
  void merged(int position, @Nullable Merge merge) {
    merges[position] = merge;
  }

  /// The ways out, each with the result on the stack.
  List<Way> returns() {
    return returns;
  }

  /// The current instruction together with the calls that led here: where in the program it is.
  String site() {
    String here = code + "@" + index;
    return caller == null ? here : caller.site() + " " + here;
  }

  /// What of its line the current instruction stands for.
  SourceElement element() {
    return code.element(index);
  }

  /// The line of the current instruction.
  int line() {
    return code.line(index);
  }
}
