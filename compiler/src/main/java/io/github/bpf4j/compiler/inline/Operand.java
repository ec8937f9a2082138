package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a local variable, a stack entry or a field holds while bytecode is translated. Objects exist
/// only here, in the compiler: in the program that comes out there are only their fields, as values.
sealed interface Operand {
  /// An `int` or a `long` (and what the JVM treats as an `int`).
  record Scalar(Value value) implements Operand {}

  /// Null.
  record Null() implements Operand {}

  /// What comes of something that was already reported as wrong. Never reported again.
  record Unknown() implements Operand {}

  /// An object that exists while compiling: a string, a map, a class, a record or an array in a
  /// `static final` field. Equal if it is the same object.
  record Known(Object object) implements Operand {
    @Override
    @SuppressWarnings("ReferenceEquality") // It is that very object that counts.
    public boolean equals(@Nullable Object other) {
      return other instanceof Known known && known.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  /// A constant of `type`, by its ordinal; -1 is null.
  record EnumValue(Class<?> type, Value ordinal, boolean nullable) implements Operand {}

  /// A boxed number: `type` is `Integer`, `Long`, ….
  record Boxed(Class<?> type, Value value) implements Operand {}

  /// A reference to a `@Struct` that lies in memory, such as a map's value.
  record Place(Class<?> type, Value pointer, boolean nullable) implements Operand {}

  /// What an XDP program is given.
  record Context(Value pointer) implements Operand {}

  /// Checked bytes of the packet: `length` bytes at `base + offset`.
  ///
  /// @param packetOffset the offset in the packet, as the program gave it
  record Slice(Value base, int offset, int length, Value packetOffset) implements Operand {}

  /// An exception on its way; of it only its class and where it was thrown are known.
  record Thrown(Class<?> type, Position origin) implements Operand {}

  /// One of several, told apart by `tag`, the index in the list. Null, if among them, is the first.
  record Choice(Value tag, List<Operand> alternatives) implements Operand {}

  /// An object or array made by the program; its fields (or elements) are in the [State]. Each is a
  /// different one.
  final class Instance implements Operand {
    private final Class<?> type;

    Instance(Class<?> type) {
      this.type = type;
    }

    Class<?> type() {
      return type;
    }

    @Override
    public String toString() {
      return type.getSimpleName() + "@" + System.identityHashCode(this);
    }
  }

  /// Null.
  Operand NULL = new Null();

  /// What comes of an error.
  Operand UNKNOWN = new Unknown();

  /// An `int` known while compiling.
  static Operand of(int value) {
    return new Scalar(Value.Constant.of(value));
  }
}
