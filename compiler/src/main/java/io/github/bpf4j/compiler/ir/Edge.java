package io.github.bpf4j.compiler.ir;

import java.util.List;

/// A way from the end of one block to the beginning of another, with a value for each of its
/// parameters.
public record Edge(Block target, List<Value> arguments) {
  /// Copies the list.
  public Edge {
    arguments = List.copyOf(arguments);
  }

  /// To a block without parameters.
  public static Edge to(Block target) {
    return new Edge(target, List.of());
  }
}
