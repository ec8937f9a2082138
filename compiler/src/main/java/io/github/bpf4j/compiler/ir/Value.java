package io.github.bpf4j.compiler.ir;

/// Something that an instruction can use. The records are known without computing: they take no
/// register until used, and are made anew at each use rather than spilled. The others are defined at
/// one place and hold one value (SSA form).
public sealed interface Value
    permits Instruction,
        Value.Constant,
        Value.FunctionAddress,
        Value.MapAddress,
        Value.MapValueAddress,
        Value.Parameter,
        Value.StackAddress {
  /// What it is.
  Type type();

  /// A number known at compile time; an I32 is kept sign-extended.
  record Constant(Type type, long value) implements Value {
    /// Keeps one form for each I32.
    public Constant {
      if (type == Type.I32) {
        int low = (int) value;
        value = low;
      }
    }

    /// An I32.
    public static Constant of(int value) {
      return new Constant(Type.I32, value);
    }

    /// An I64.
    public static Constant of(long value) {
      return new Constant(Type.I64, value);
    }
  }

  /// The null pointer.
  Constant NULL = new Constant(Type.POINTER, 0);

  /// A map, by its index in the object: the first argument of map helpers.
  record MapAddress(int map) implements Value {
    @Override
    public Type type() {
      return Type.POINTER;
    }
  }

  /// An address within the value of entry 0 of an array map.
  record MapValueAddress(int map, int offset) implements Value {
    @Override
    public Type type() {
      return Type.POINTER;
    }
  }

  /// One of the program's functions, for helpers that call it back.
  record FunctionAddress(int function) implements Value {
    @Override
    public Type type() {
      return Type.POINTER;
    }
  }

  /// The address of memory in the function's stack frame.
  record StackAddress(StackSlot slot) implements Value {
    @Override
    public Type type() {
      return Type.POINTER;
    }
  }

  /// Memory in a stack frame. Each is a different one, however alike.
  final class StackSlot {
    private final int size;
    private final int alignment;

    /// `size` bytes, at an address divisible by `alignment` (1, 2, 4 or 8).
    public StackSlot(int size, int alignment) {
      this.size = size;
      this.alignment = alignment;
    }

    /// Bytes.
    public int size() {
      return size;
    }

    /// What the address is divisible by.
    public int alignment() {
      return alignment;
    }
  }

  /// A parameter of a block (what others call a phi) or, in the entry block, of the function.
  final class Parameter implements Value {
    private final Type type;

    /// A new parameter.
    public Parameter(Type type) {
      this.type = type;
    }

    @Override
    public Type type() {
      return type;
    }
  }
}
