package io.github.bpf4j.object;

import java.util.List;

/// A function of a program begins at `slot`.
///
/// @param slot instruction slot
/// @param name the Java method's name
/// @param result what it returns
/// @param parameters what it takes, in order; of the main function nothing is said here, as the
///     program's type says it
public record FunctionInfo(int slot, String name, CType result, List<Parameter> parameters) {
  /// Copies the list.
  public FunctionInfo {
    parameters = List.copyOf(parameters);
  }

  /// The main function, or one of whose parameters nothing is known.
  public FunctionInfo(int slot, String name) {
    this(slot, name, CType.S32, List.of());
  }

  /// This at another slot.
  public FunctionInfo at(int newSlot) {
    return new FunctionInfo(newSlot, name, result, parameters);
  }

  /// A parameter.
  public record Parameter(String name, CType type) {}
}
