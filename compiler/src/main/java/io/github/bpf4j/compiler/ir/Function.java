package io.github.bpf4j.compiler.ir;

import java.util.List;

/// A function: its blocks, the entry first. The entry block's parameters are the function's, and no
/// edge leads to it; for a program that is one POINTER, the context.
///
/// @param name the Java method's name
/// @param blocks changeable in place
public record Function(String name, List<Block> blocks) {
  /// Where it begins.
  public Block entry() {
    return blocks.getFirst();
  }
}
