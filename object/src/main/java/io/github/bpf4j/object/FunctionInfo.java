package io.github.bpf4j.object;

import java.util.List;

/// A function of a program begins at `slot`.
///
/// @param slot instruction slot
/// @param name the Java method's name
/// @param result what it returns
/// @param parameters what it takes, in order; of the main function nothing is said here, as the
///     program's type says it
/// @param frame its part of the stack
public record FunctionInfo(
    int slot, String name, CType result, List<Parameter> parameters, Frame frame) {
  /// Copies the list.
  public FunctionInfo {
    parameters = List.copyOf(parameters);
  }

  /// A function that keeps nothing on the stack.
  public FunctionInfo(int slot, String name, CType result, List<Parameter> parameters) {
    this(slot, name, result, parameters, Frame.EMPTY);
  }

  /// The main function, or one of whose parameters nothing is known.
  public FunctionInfo(int slot, String name) {
    this(slot, name, CType.S32, List.of());
  }

  /// This at another slot.
  public FunctionInfo at(int newSlot) {
    return new FunctionInfo(newSlot, name, result, parameters, frame);
  }

  /// This with another part of the stack.
  public FunctionInfo with(Frame newFrame) {
    return new FunctionInfo(slot, name, result, parameters, newFrame);
  }

  /// A parameter.
  public record Parameter(String name, CType type) {}

  /// What a function keeps on the stack.
  ///
  /// @param bytes all of it
  /// @param spilled how many values at a time are there because they found no register, 8 bytes each
  public record Frame(int bytes, int spilled) {
    /// Nothing.
    public static final Frame EMPTY = new Frame(0, 0);
  }
}
