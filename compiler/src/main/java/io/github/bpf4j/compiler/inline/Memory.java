package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Operand.Boxed;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Instance;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Place;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.isa.Size;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Loads and stores Java values in memory as their [Layout] says.
final class Memory {
  private final Translator translator;

  Memory(Translator translator) {
    this.translator = translator;
  }

  /// The layout of `type`, or null after a report that it has none.
  @Nullable Layout layout(Class<?> type) {
    try {
      return Layout.of(type);
    } catch (IllegalArgumentException e) {
      translator.report(
          Problem.LAYOUT,
          String.valueOf(e.getMessage()),
          "use a record or a @Struct class of numbers, booleans, enums and records");
      return null;
    }
  }

  /// The value of `type` that lies at `base + offset`.
  Operand load(Value base, int offset, Class<?> type, boolean bigEndian) {
    var ir = translator.ir();
    if (type.isEnum()) {
      return new EnumValue(type, ir.load(Type.I32, Size.W, base, offset), false);
    }
    if (type.isPrimitive()) {
      return new Scalar(number(base, offset, type, bigEndian));
    }
    Class<?> primitive = primitive(type);
    if (primitive != null) {
      return new Boxed(type, number(base, offset, primitive, bigEndian));
    }
    Layout layout = layout(type);
    if (layout == null) {
      return Operand.UNKNOWN;
    }
    if (layout.isStruct()) {
      return new Place(type, ir.offset(base, offset), false);
    }
    var object = new Instance(type);
    var fields = new LinkedHashMap<String, Operand>();
    for (var field : layout.fields()) {
      fields.put(
          field.name(), load(base, offset + field.offset(), field.type(), field.bigEndian()));
    }
    translator.state().heap().put(object, fields);
    return object;
  }

  private Value number(Value base, int offset, Class<?> type, boolean bigEndian) {
    var ir = translator.ir();
    return switch (type.getName()) {
      case "boolean" -> ir.load(Type.I32, Size.B, base, offset);
      case "byte" -> ir.unary(Op.SEXT8, Type.I32, ir.load(Type.I32, Size.B, base, offset));
      case "char" -> swapped(ir.load(Type.I32, Size.H, base, offset), Op.BSWAP16, bigEndian);
      case "short" ->
          ir.unary(
              Op.SEXT16,
              Type.I32,
              swapped(ir.load(Type.I32, Size.H, base, offset), Op.BSWAP16, bigEndian));
      case "int" -> swapped(ir.load(Type.I32, Size.W, base, offset), Op.BSWAP32, bigEndian);
      case "long" -> swapped(ir.load(Type.I64, Size.DW, base, offset), Op.BSWAP64, bigEndian);
      default -> throw new IllegalArgumentException("no layout has a " + type);
    };
  }

  private Value swapped(Value value, Op op, boolean swap) {
    return swap ? translator.ir().unary(op, value.type(), value) : value;
  }

  /// Stores `operand`, a value of `type`, at `base + offset`.
  void store(Value base, int offset, Operand operand, Class<?> type, boolean bigEndian) {
    switch (operand) {
      case Scalar scalar -> storeNumber(base, offset, scalar.value(), type, bigEndian);
      case Boxed boxed -> {
        Class<?> primitive = primitive(type);
        storeNumber(base, offset, boxed.value(), primitive == null ? type : primitive, bigEndian);
      }
      case EnumValue value -> {
        if (value.nullable()) {
          maybeNull(type);
        }
        translator.ir().store(Size.W, base, offset, value.ordinal());
      }
      case Instance _, Known _ -> storeObject(base, offset, operand);
      case Place place -> copy(base, offset, place);
      case Operand.Unknown _ -> {}
      case Operand.Null _, Operand.Choice _ -> maybeNull(type);
      case Operand.MemoryArray _,
          Operand.InnerMap _,
          Operand.Context _,
          Operand.Slice _,
          Operand.Stale _,
          Operand.Thrown _,
          Operand.Lambda _,
          Operand.Joined _ ->
          translator.report(
              Problem.LAYOUT,
              "%s cannot be stored in a map".formatted(Shapes.describe(operand)),
              "store the numbers in it");
    }
  }

  private void maybeNull(Class<?> type) {
    translator.report(
        Problem.MAYBE_NULL,
        "this %s may be null, and null cannot be stored".formatted(type.getSimpleName()),
        "test it for null first");
  }

  private void storeObject(Value base, int offset, Operand object) {
    Class<?> type = Shapes.typeOf(object);
    Layout layout = layout(type);
    if (layout == null) {
      return;
    }
    int end = 0;
    for (var field : layout.fields()) {
      zero(base, offset + end, offset + field.offset());
      store(
          base,
          offset + field.offset(),
          Shapes.field(object, field.name(), translator.state()),
          field.type(),
          field.bigEndian());
      end = field.offset() + field.size();
    }
    zero(base, offset + end, offset + layout.size());
  }

  /// Clears the `bytes` bytes at `base`.
  void clear(Value base, int bytes) {
    zero(base, 0, bytes);
  }

  /// Clears memory, such as padding: keys are compared byte by byte, and the kernel lets no byte of the
  /// stack be read that was not written.
  void zero(Value base, int from, int to) {
    int at = from;
    while (at < to) {
      int step = Math.min(Integer.lowestOneBit(at | 8), Integer.highestOneBit(to - at));
      var size = size(step);
      Type type = size == Size.DW ? Type.I64 : Type.I32;
      translator.ir().store(size, base, at, new Constant(type, 0));
      at += step;
    }
  }

  private void copy(Value base, int offset, Place from) {
    if (from.nullable()) {
      maybeNull(from.type());
      return;
    }
    Layout layout = layout(from.type());
    if (layout == null) {
      return;
    }
    int at = 0;
    for (var field : layout.fields()) {
      if (field.isKernelOwned()) {
        copy(base, offset, from, layout, at, field.offset());
        at = field.offset() + field.size();
        zero(base, offset + field.offset(), offset + at);
      }
    }
    copy(base, offset, from, layout, at, layout.size());
  }

  /// Copies the bytes of a value from `start` to before `end`.
  private void copy(Value base, int offset, Place from, Layout layout, int start, int end) {
    var ir = translator.ir();
    for (int at = start; at < end; ) {
      int step =
          Math.min(
              Math.min(Integer.lowestOneBit(at | 8), layout.alignment()),
              Integer.highestOneBit(end - at));
      var size = size(step);
      Type type = size == Size.DW ? Type.I64 : Type.I32;
      ir.store(size, base, offset + at, ir.load(type, size, from.pointer(), at));
      at += step;
    }
  }

  private void storeNumber(Value base, int offset, Value value, Class<?> type, boolean bigEndian) {
    var ir = translator.ir();
    switch (type.getName()) {
      case "boolean", "byte" -> ir.store(Size.B, base, offset, value);
      case "char", "short" -> ir.store(Size.H, base, offset, swapped(value, Op.BSWAP16, bigEndian));
      case "int" -> ir.store(Size.W, base, offset, swapped(value, Op.BSWAP32, bigEndian));
      case "long" -> ir.store(Size.DW, base, offset, swapped(value, Op.BSWAP64, bigEndian));
      default -> throw new IllegalArgumentException("no layout has a " + type);
    }
  }

  /// Puts `operand`, a value of `type`, on the stack, `before` bytes into memory of its own.
  ///
  /// @return the address of the value; null after a report
  @Nullable Value onStack(Operand operand, Class<?> type, int before) {
    Layout layout = layout(type);
    if (layout == null) {
      return null;
    }
    var slot = new StackSlot(before + layout.size(), Math.max(before, layout.alignment()));
    var address = translator.ir().offset(new StackAddress(slot), before);
    if (before == 0) {
      store(address, 0, operand, type, false);
    } else {
      store(new StackAddress(slot), before, operand, type, false);
    }
    return address;
  }

  private static Size size(int bytes) {
    return switch (bytes) {
      case 1 -> Size.B;
      case 2 -> Size.H;
      case 4 -> Size.W;
      default -> Size.DW;
    };
  }

  /// The primitive type that `type` boxes, or null.
  static @Nullable Class<?> primitive(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.Integer" -> int.class;
      case "java.lang.Long" -> long.class;
      case "java.lang.Short" -> short.class;
      case "java.lang.Byte" -> byte.class;
      case "java.lang.Character" -> char.class;
      case "java.lang.Boolean" -> boolean.class;
      default -> null;
    };
  }
}
