package io.github.bpf4j.compiler.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function: its blocks, the entry first. The entry block's parameters are the function's, and no
/// edge leads to it.
///
/// @param name the Java method's name
/// @param blocks changeable in place
/// @param isProgram whether it is a program's main function: that has one parameter, a POINTER to the
///     context, and returns an I32, the verdict. Others take up to five parameters and return an I64.
public record Function(String name, List<Block> blocks, boolean isProgram) {
  /// What the kernel calls: a program.
  public Function(String name, List<Block> blocks) {
    this(name, blocks, true);
  }

  /// The program's context; null in other functions, whose pointers may lead anywhere.
  public @Nullable Value context() {
    return isProgram ? entry().parameters().getFirst() : null;
  }

  /// Where it begins.
  public Block entry() {
    return blocks.getFirst();
  }
}
