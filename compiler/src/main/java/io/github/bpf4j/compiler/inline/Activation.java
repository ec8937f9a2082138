package io.github.bpf4j.compiler.inline;

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
  private State state;
  private int index;

  Activation(MethodCode code, @Nullable Activation caller, State state) {
    this.code = code;
    this.caller = caller;
    this.state = state;
    int blocks = code.flow().blocks().size();
    merges = new Merge[blocks];
    for (int i = 0; i < blocks; i++) {
      arrivals.add(new ArrayList<>());
    }
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

  /// The ways known so far to the block at `position` of the flow.
  List<Way> arrivals(int position) {
    return arrivals.get(position);
  }

  /// Remembers the merge at the head of a loop, for the ways back.
  void merged(int position, Merge merge) {
    merges[position] = merge;
  }

  /// The ways out, each with the result on the stack.
  List<Way> returns() {
    return returns;
  }

  /// The line of the current instruction.
  int line() {
    return code.line(index);
  }
}
