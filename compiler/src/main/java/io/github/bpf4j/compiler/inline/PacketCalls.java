package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.PacketSlice;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.optimize.Bits;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import org.jspecify.annotations.Nullable;

/// The methods of `XdpContext` and `PacketSlice`.
///
/// The kernel's verifier lets a program read `n` bytes at a packet pointer after it compared that
/// pointer plus `n` with `data_end`, and a pointer may be moved by a value that is at most 65,535
/// together with what is added to it: so that is checked first.
final class PacketCalls implements Calls.Primitives {
  // struct xdp_md, include/uapi/linux/bpf.h
  private static final int DATA = 0;
  private static final int DATA_END = 4;
  private static final int INGRESS_IFINDEX = 12;
  private static final int RX_QUEUE_INDEX = 16;

  private final Translator translator;
  private @Nullable Value data;
  private @Nullable Value dataEnd;

  PacketCalls(Translator translator) {
    this.translator = translator;
  }

  @Override
  public @Nullable Operand call(Call call) {
    if (call.arguments().isEmpty()) {
      return null;
    }
    return switch (call.argument(0)) {
      case Context context when call.owner() == XdpContext.class -> onContext(context, call);
      case Slice slice when call.owner() == PacketSlice.class -> onSlice(slice, call);
      default -> null;
    };
  }

  private @Nullable Operand onContext(Context context, Call call) {
    var ir = translator.ir();
    return switch (call.name()) {
      case "length" -> {
        Value length = ir.difference(end(context), start(context));
        yield new Scalar(ir.unary(Op.TRUNC, Type.I32, length));
      }
      case "ingressInterface" ->
          new Scalar(ir.load(Type.I32, Size.W, context.pointer(), INGRESS_IFINDEX));
      case "rxQueue" -> new Scalar(ir.load(Type.I32, Size.W, context.pointer(), RX_QUEUE_INDEX));
      case "slice" -> slice(context, call.argument(1), call.argument(2));
      default -> null;
    };
  }

  /// The packet's first byte; loaded once, at the beginning of the program.
  private Value start(Context context) {
    if (data == null) {
      data = early(context, DATA);
    }
    return data;
  }

  /// The byte behind the packet's last.
  private Value end(Context context) {
    if (dataEnd == null) {
      dataEnd = early(context, DATA_END);
    }
    return dataEnd;
  }

  private Value early(Context context, int field) {
    var ir = translator.ir();
    var load =
        Instruction.load(Type.POINTER, Size.W, false, context.pointer(), field, ir.position());
    ir.blocks().getFirst().instructions().add(load);
    return load;
  }

  private Operand slice(Context context, Operand offset, Operand length) {
    if (!(offset instanceof Scalar at) || length instanceof Operand.Unknown) {
      return Operand.UNKNOWN;
    }
    if (!(length instanceof Scalar scalar && scalar.value() instanceof Constant bytes)
        || bytes.value() < 0
        || bytes.value() > XdpPacket.MAX_LENGTH) {
      return translator.report(
          Problem.SLICE,
          "the length of a packet slice must be a constant from 0 to " + XdpPacket.MAX_LENGTH,
          "give a constant, such as the header's LEN");
    }
    int size = (int) bytes.value();
    int limit = XdpPacket.MAX_LENGTH - size;
    if (at.value() instanceof Constant constant) {
      if (constant.value() < 0 || constant.value() > limit) {
        translator.raise(Bytecodes.thrown(translator, PacketBoundsException.class));
        throw new PathEnds();
      }
      return checked(context, start(context), (int) constant.value(), size, at.value());
    }
    var ir = translator.ir();
    if (at.value() instanceof Instruction sum
        && sum.op() == Op.ADD
        && sum.operand(1) instanceof Constant fixed
        && fixed.value() >= 0
        && Bits.provable(sum.operand(0)) < 16
        && (1L << Bits.provable(sum.operand(0))) - 1 + fixed.value() <= limit) {
      Value moved = ir.unary(Op.ZEXT32, Type.I64, sum.operand(0));
      return checked(
          context, ir.offset(start(context), moved), (int) fixed.value(), size, at.value());
    }
    Value wide = ir.unary(Op.ZEXT32, Type.I64, at.value());
    translator.require(Condition.LE, wide, Constant.of((long) limit), PacketBoundsException.class);
    return checked(context, ir.offset(start(context), wide), 0, size, at.value());
  }

  private Slice checked(Context context, Value base, int offset, int size, Value packetOffset) {
    // Even a slice of no bytes has to begin within the packet, or right behind it.
    if (offset + size > 0 || !base.equals(start(context))) {
      translator.require(
          Condition.LE,
          translator.ir().offset(base, offset + size),
          end(context),
          PacketBoundsException.class);
    }
    return new Slice(base, offset, size, packetOffset);
  }

  private @Nullable Operand onSlice(Slice slice, Call call) {
    var ir = translator.ir();
    return switch (call.name()) {
      case "offset" -> new Scalar(slice.packetOffset());
      case "length" -> Operand.of(slice.length());
      case "u8" -> load(slice, call, Size.B);
      case "u16" -> load(slice, call, Size.H);
      case "i32" -> load(slice, call, Size.W);
      case "u32" ->
          load(slice, call, Size.W) instanceof Scalar s
              ? new Scalar(ir.unary(Op.ZEXT32, Type.I64, s.value()))
              : Operand.UNKNOWN;
      case "i64" -> load(slice, call, Size.DW);
      case "setU8" -> store(slice, call, Size.B);
      case "setU16" -> store(slice, call, Size.H);
      case "setI32" -> store(slice, call, Size.W);
      case "setI64" -> store(slice, call, Size.DW);
      default -> null;
    };
  }

  /// An address in the packet that may be read: `base + offset`.
  private record Address(Value base, int offset) {}

  private @Nullable Address address(Slice slice, Operand index, Size size) {
    if (!(index instanceof Scalar scalar)) {
      return null;
    }
    int last = slice.length() - size.bytes();
    if (scalar.value() instanceof Constant constant) {
      if (constant.value() < 0 || constant.value() > last) {
        translator.report(
            Problem.SLICE,
            "bytes %d..%d are read or written, but the slice has only bytes 0..%d"
                .formatted(
                    constant.value(), constant.value() + size.bytes() - 1, slice.length() - 1),
            "take a longer slice, or read within it");
        return null;
      }
      return within(slice.base(), slice.offset() + (int) constant.value());
    }
    if (last < 0) {
      translator.raise(Bytecodes.thrown(translator, IndexOutOfBoundsException.class));
      throw new PathEnds();
    }
    var ir = translator.ir();
    Value wide = ir.unary(Op.ZEXT32, Type.I64, scalar.value());
    translator.require(
        Condition.LE, wide, Constant.of((long) last), IndexOutOfBoundsException.class);
    // A pointer that was moved by a variable is a new one for the verifier, and has to be checked.
    Value moved = ir.offset(ir.offset(slice.base(), slice.offset()), wide);
    translator.require(
        Condition.LE,
        ir.offset(moved, size.bytes()),
        java.util.Objects.requireNonNull(dataEnd),
        PacketBoundsException.class);
    return new Address(moved, 0);
  }

  /// Memory instructions have 16 bits for the offset.
  private Address within(Value base, int offset) {
    return offset <= Short.MAX_VALUE
        ? new Address(base, offset)
        : new Address(translator.ir().offset(base, offset), 0);
  }

  private Operand load(Slice slice, Call call, Size size) {
    Address address = address(slice, call.argument(1), size);
    if (address == null) {
      return Operand.UNKNOWN;
    }
    Type type = size == Size.DW ? Type.I64 : Type.I32;
    return new Scalar(
        swapped(translator.ir().load(type, size, address.base(), address.offset()), size));
  }

  private Operand store(Slice slice, Call call, Size size) {
    Address address = address(slice, call.argument(1), size);
    if (address != null && call.argument(2) instanceof Scalar scalar) {
      translator.ir().store(size, address.base(), address.offset(), swapped(scalar.value(), size));
    }
    return Operand.UNKNOWN;
  }

  private Value swapped(Value value, Size size) {
    return switch (size) {
      case B -> value;
      case H -> translator.ir().unary(Op.BSWAP16, Type.I32, value);
      case W -> translator.ir().unary(Op.BSWAP32, Type.I32, value);
      case DW -> translator.ir().unary(Op.BSWAP64, Type.I64, value);
    };
  }
}
