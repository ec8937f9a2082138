package io.github.bpf4j.agreement.kernels;

/// What comes next among the bytes that [ObjectWriter] writes and [ObjectReader] reads.
enum Kind {
  /// Nothing more.
  NULL,
  /// UTF-8.
  TEXT,
  /// The 4 bytes of an `int`, a `short` or a `byte`.
  NUMBER,
  /// 8 bytes.
  LONG,
  /// One byte.
  BOOLEAN,
  /// Their count, and bytes.
  BYTES,
  /// The same for [io.github.bpf4j.object.Contents].
  CONTENTS,
  /// Their bytes, as [#BYTES]: a list of instructions.
  INSTRUCTIONS,
  /// The count, and the elements.
  LIST,
  /// The name of the elements' class, their count, and the elements.
  ARRAY,
  /// The class's name, and the constant's number.
  CONSTANT,
  /// The class's name, and the components.
  RECORD,
  /// The name.
  CLASS,
  /// The class's name and the method's; there is one of this name.
  METHOD,
  /// The class's name and the field's.
  FIELD,
  /// The class's name and a field's: what that static field holds.
  HELD
}
