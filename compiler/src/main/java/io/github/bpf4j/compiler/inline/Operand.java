package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.BpfMap;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.read.MethodCode;
import java.lang.classfile.TypeKind;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a local variable, a stack entry or a field holds while bytecode is translated. Objects exist
/// only here, in the compiler: in the program that comes out there are only their fields, as values.
sealed interface Operand {
  /// An `int` or a `long` (and what the JVM treats as an `int`).
  record Scalar(Value value) implements Operand {}

  /// Null.
  record Null() implements Operand {}

  /// What comes of something that was already reported as wrong. Never reported again.
  ///
  /// @param wide whether it is a `long` or `double`, which the JVM counts as two
  record Unknown(boolean wide) implements Operand {
    /// The same, as something of this kind.
    static Operand as(Operand operand, TypeKind kind) {
      return operand instanceof Unknown ? new Unknown(kind.slotSize() == 2) : operand;
    }
  }

  /// A string that is put together, or chosen, as the program runs. It can be the message of an exception, which
  /// nobody sees, and nothing else.
  record Joined() implements Operand {}

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
  record EnumValue(Class<?> type, Value ordinal, boolean nullable) implements Operand {
    /// What stands for null.
    static final Value NULL = Value.Constant.of(-1);
  }

  /// A boxed number: `type` is `Integer`, `Long`, ….
  record Boxed(Class<?> type, Value value) implements Operand {}

  /// What is a pointer in the program, too.
  sealed interface Pointer extends Operand {
    /// The class of what it leads to.
    Class<?> type();

    /// The pointer.
    Value pointer();

    /// Whether it may be null.
    boolean nullable();

    /// The same, but for the pointer and whether that may be null.
    Pointer with(Value pointer, boolean nullable);

    /// Whether `other` leads to something of the same kind.
    default boolean isLike(Pointer other) {
      return with(other.pointer(), other.nullable()).equals(other);
    }
  }

  /// A reference to a `@Struct` that lies in memory, such as a map's value.
  record Place(Class<?> type, Value pointer, boolean nullable) implements Pointer {
    @Override
    public Place with(Value newPointer, boolean newNullable) {
      return new Place(type, newPointer, newNullable);
    }
  }

  /// A map that was found in a map of maps.
  ///
  /// @param template what it is like
  record InnerMap(BpfMap template, Value pointer, boolean nullable) implements Pointer {
    @Override
    public Class<?> type() {
      return template.getClass();
    }

    @Override
    public InnerMap with(Value newPointer, boolean newNullable) {
      return new InnerMap(template, newPointer, newNullable);
    }
  }

  /// An array of numbers, enum constants or records that lies in memory.
  record MemoryArray(Value base, Class<?> component, int length) implements Operand {
    /// The address `offset` bytes after its first element.
    Value address(IrWriter ir, int offset) {
      return base instanceof Value.MapValueAddress(int map, int start)
          ? new Value.MapValueAddress(map, start + offset)
          : ir.offset(base, offset);
    }
  }

  /// What an XDP program is given.
  record Context(Value pointer) implements Operand {}

  /// Checked bytes of the packet, or of the metadata before it: `length` bytes at `base + offset`.
  ///
  /// @param packetOffset the offset in the packet or metadata, as the program gave it
  /// @param isMeta whether they are of the metadata
  /// @param epoch the only one in which they may be used
  /// @param taken where the program took them
  record Slice(
      Value base,
      int offset,
      int length,
      Value packetOffset,
      boolean isMeta,
      Epoch epoch,
      Position taken)
      implements Operand {
    /// Whether they are the same bytes, wherever they were taken.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Slice slice
          && base.equals(slice.base)
          && offset == slice.offset
          && length == slice.length
          && packetOffset.equals(slice.packetOffset)
          && isMeta == slice.isMeta
          && epoch == slice.epoch;
    }

    @Override
    public int hashCode() {
      return Objects.hash(base, offset, length);
    }
  }

  /// A slice that was taken before the packet moved: on all ways to here, or on some.
  record Stale(Position taken, Position moved) implements Operand {}

  /// An exception on its way; of it only its class and where it was thrown are known.
  record Thrown(Class<?> type, Position origin) implements Operand {}

  /// A lambda or method reference.
  ///
  /// @param type the interface that it implements
  /// @param method the name of the interface's method
  /// @param target the method that it stands for
  /// @param code where it was made: names in `target` mean what they mean there
  /// @param captured the first arguments of `target`
  record Lambda(
      Class<?> type,
      String method,
      DirectMethodHandleDesc target,
      MethodCode code,
      List<Operand> captured)
      implements Operand {}

  /// One of several, told apart by `tag`.
  ///
  /// @param numbers for each alternative the tag that means it, see [AlternativeNumbers]
  /// @param alternatives null, if it is among them, is the first
  record Choice(Value tag, List<Integer> numbers, List<Operand> alternatives) implements Operand {
    /// Whether it can be null.
    boolean nullable() {
      return alternatives.getFirst() instanceof Null;
    }

    /// What it is where it is known not to be null.
    Operand notNull() {
      return Objects.requireNonNull(where(one -> !(one instanceof Null)));
    }

    /// What it is where only some alternatives are left; null if none is.
    @Nullable Operand where(Predicate<Operand> isLeft) {
      var indices =
          IntStream.range(0, alternatives.size())
              .filter(i -> isLeft.test(alternatives.get(i)))
              .boxed()
              .toList();
      // With one alternative left there is no more choice.
      return switch (indices.size()) {
        case 0 -> null;
        case 1 -> alternatives.get(indices.getFirst());
        default ->
            new Choice(
                tag,
                indices.stream().map(numbers::get).toList(),
                indices.stream().map(alternatives::get).toList());
      };
    }
  }

  /// An object or array made by the program; its fields (or elements) are in the [State]. Each is a
  /// different one.
  final class Instance implements Operand {
    /// The length of what is no array.
    static final int NO_ARRAY = -1;

    private final Class<?> type;
    private final int length;
    private final List<String> sites;
    private @Nullable Position origin;

    /// An object that comes from elsewhere than the program's `new`.
    Instance(Class<?> type) {
      this(type, NO_ARRAY, List.of());
    }

    /// An object made at one of `sites`, see [Activation#site].
    ///
    /// @param length of an array, else [#NO_ARRAY]
    Instance(Class<?> type, int length, List<String> sites) {
      this(type, length, sites, null);
    }

    /// The same, an exception whose constructor was called at `origin`.
    Instance(Class<?> type, int length, List<String> sites, @Nullable Position origin) {
      this.type = type;
      this.length = length;
      this.sites = sites;
      this.origin = origin;
    }

    /// Where the constructor of an exception was called, which is what its stack says wherever it is
    /// thrown; null before, and for other objects.
    @Nullable Position origin() {
      return origin;
    }

    /// Notes that its constructor is called at `position`; those of its superclasses follow.
    void constructed(Position position) {
      if (origin == null && Throwable.class.isAssignableFrom(type)) {
        origin = position;
      }
    }

    /// The length of an array, else [#NO_ARRAY].
    int length() {
      return length;
    }

    /// Where the program makes it: at one of these; at none, if it does not.
    List<String> sites() {
      return sites;
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
  Operand UNKNOWN = new Unknown(false);

  /// An `int` known while compiling.
  static Operand of(int value) {
    return new Scalar(Value.Constant.of(value));
  }
}
