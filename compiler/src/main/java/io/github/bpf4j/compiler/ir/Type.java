package io.github.bpf4j.compiler.ir;

/// What a value is: how many bits of a register count, and whether it may be a base for memory.
public enum Type {
  /// A Java `int` (or `boolean`, `byte`, `char`, `short`): the low 32 bits; what the upper 32 hold is
  /// not defined.
  I32,
  /// A Java `long`: all 64 bits.
  I64,
  /// An address: context, packet, map, map value, ring buffer record or stack. 64 bits, spilled as
  /// such.
  POINTER
}
