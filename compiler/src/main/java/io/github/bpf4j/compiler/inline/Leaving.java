package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.inline.Operand.Thrown;
import io.github.bpf4j.compiler.ir.Block;

/// How an exception leaves a function that does not catch it.
interface Leaving {
  /// The block to go to with `exception`, the same for equal ones.
  Block with(Thrown exception);
}
