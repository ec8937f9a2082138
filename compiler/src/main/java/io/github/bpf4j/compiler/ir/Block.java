package io.github.bpf4j.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A basic block: parameters, instructions that run one after the other, and a terminator.
public final class Block {
  private final List<Value.Parameter> parameters = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private @Nullable Terminator terminator;
  private boolean cold;

  /// The parameters; changeable in place, together with the arguments of every edge to here.
  public List<Value.Parameter> parameters() {
    return parameters;
  }

  /// The instructions; changeable in place.
  public List<Instruction> instructions() {
    return instructions;
  }

  /// How the block ends.
  public Terminator terminator() {
    if (terminator == null) {
      throw new IllegalStateException("the block has no end yet");
    }
    return terminator;
  }

  /// Whether the block's end was set.
  public boolean isTerminated() {
    return terminator != null;
  }

  /// Sets how the block ends.
  public void terminate(Terminator end) {
    terminator = end;
  }

  /// Whether it runs rarely (an abort, a lost record), and so belongs at the end of the program.
  public boolean cold() {
    return cold;
  }

  /// Marks it as one that runs rarely.
  public void markCold() {
    cold = true;
  }
}
