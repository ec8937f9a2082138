package io.github.bpf4j.compiler.ir;

/// One pass over a function.
@FunctionalInterface
public interface Pass {
  /// Changes `function` in place; what it means stays the same.
  ///
  /// @return whether anything changed
  boolean run(Function function);
}
