package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.api.Layout;
import io.github.bpf4j.api.PacketBoundsException;
import io.github.bpf4j.api.PacketSlice;
import io.github.bpf4j.api.XdpAction;
import io.github.bpf4j.api.XdpContext;
import io.github.bpf4j.api.XdpPacket;
import io.github.bpf4j.compiler.Diagnostic.Note;
import io.github.bpf4j.compiler.Problem;
import io.github.bpf4j.compiler.inline.Calls.Call;
import io.github.bpf4j.compiler.inline.Operand.Context;
import io.github.bpf4j.compiler.inline.Operand.EnumValue;
import io.github.bpf4j.compiler.inline.Operand.Known;
import io.github.bpf4j.compiler.inline.Operand.Scalar;
import io.github.bpf4j.compiler.inline.Operand.Slice;
import io.github.bpf4j.compiler.inline.Operand.Stale;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.ir.Value.StackAddress;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import io.github.bpf4j.compiler.optimize.Bits;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.Helper;
import org.jspecify.annotations.Nullable;

/// The methods of `XdpContext` and `PacketSlice`.
///
/// A slice is good for the [Epoch] in which it was taken. The kernel's verifier lets a program read `n` bytes at a packet pointer after it compared that
/// pointer plus `n` with `data_end`, and a pointer may be moved by a value that is at most 65,535
/// together with what is added to it: so that is checked first.
final class PacketCalls implements Calls.Primitives {
  // struct xdp_md, include/uapi/linux/bpf.h
  private static final int DATA = 0;
  private static final int DATA_END = 4;
  private static final int DATA_META = 8;
  private static final int INGRESS_IFINDEX = 12;
  private static final int RX_QUEUE_INDEX = 16;

  /// The most bytes of metadata: a multiple of 4 that fits a byte (`xdp_metalen_invalid`).
  private static final int MAX_METADATA = 252;

  // Flags of bpf_redirect_map
  private static final long BROADCAST = 8;
  private static final int EXCLUDE_INGRESS_BIT = 4;

  private final Translator translator;

  /// The function's, known where it is used first.
  private @Nullable Value context;

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
      case Slice slice when call.owner() == PacketSlice.class ->
          translator.state().fresh(slice) instanceof Stale stale
              ? stale(translator, stale)
              : onSlice(slice, call);
      case Stale stale when call.owner() == PacketSlice.class -> stale(translator, stale);
      default -> null;
    };
  }

  /// Reports that `stale` is used.
  static Operand stale(Translator translator, Stale stale) {
    return translator.report(
        Problem.STALE_VIEW,
        "this was taken from the packet before the packet moved",
        "take it again behind what moves the packet",
        new Note("taken", stale.taken()),
        new Note("moved", stale.moved()));
  }

  private @Nullable Operand onContext(Context context, Call call) {
    var ir = translator.ir();
    this.context = context.pointer();
    return switch (call.name()) {
      case "length" -> {
        Value length = ir.difference(pointer(DATA_END), pointer(DATA));
        yield new Scalar(ir.unary(Op.TRUNC, Type.I32, length));
      }
      case "totalLength" ->
          new Scalar(
              ir.unary(
                  Op.TRUNC,
                  Type.I32,
                  ir.call(Type.I64, Helper.XDP_GET_BUFF_LEN, context.pointer())));
      case "load" -> loadBytes(context, call.argument(1), call.argument(2));
      case "store" -> storeBytes(context, call.argument(1), call.argument(2));
      case "ingressInterface" ->
          new Scalar(ir.load(Type.I32, Size.W, context.pointer(), INGRESS_IFINDEX));
      case "rxQueue" -> new Scalar(ir.load(Type.I32, Size.W, context.pointer(), RX_QUEUE_INDEX));
      case "slice" -> slice(call, false, XdpPacket.MAX_LENGTH);
      case "meta" -> slice(call, true, MAX_METADATA);
      case "redirect" ->
          call.arguments().size() == 2
              ? redirect(call.argument(1))
              : redirect(call.argument(1), call.argument(2), call.argument(3));
      case "redirectToAll" -> redirectToAll(call.argument(1), call.argument(2));
      case "adjustHead" -> move(context, call, Helper.XDP_ADJUST_HEAD);
      case "adjustTail" -> move(context, call, Helper.XDP_ADJUST_TAIL);
      case "adjustMeta" -> move(context, call, Helper.XDP_ADJUST_META);
      default -> null;
    };
  }

  private Value pointer(int field) {
    if (context == null) {
      throw new IllegalStateException("slices come from a context");
    }
    return translator.state().epoch().pointer(context, field, translator.ir().position());
  }

  /// Where the packet begins, or its metadata.
  private Value start(boolean isMeta) {
    return pointer(isMeta ? DATA_META : DATA);
  }

  /// The byte behind the last of the packet, or of its metadata.
  private Value end(boolean isMeta) {
    return pointer(isMeta ? DATA : DATA_END);
  }

  /// Calls a helper that takes the context and by how many bytes something is to move.
  private Operand move(Context context, Call call, Helper helper) {
    if (!(call.argument(1) instanceof Scalar delta)) {
      return Operand.UNKNOWN;
    }
    var ir = translator.ir();
    Value result = ir.call(Type.I64, helper, context.pointer(), delta.value());
    return new Scalar(ir.unary(Op.TRUNC, Type.I32, result));
  }

  private Operand loadBytes(Context context, Operand offset, Operand type) {
    if (type instanceof Operand.Unknown || !(offset instanceof Scalar(Value at))) {
      return Operand.UNKNOWN;
    }
    if (!(type instanceof Known known && known.object() instanceof Class<?> record)) {
      return translator.report(
          Problem.OBJECT_MERGE,
          "the compiler must know which record is loaded",
          "name it: ctx.load(offset, Header.class)");
    }
    Layout layout = translator.memory().layout(record);
    if (layout == null) {
      return Operand.UNKNOWN;
    }
    var memory = new StackAddress(new StackSlot(layout.size(), layout.alignment()));
    copy(Helper.XDP_LOAD_BYTES, context, at, memory, layout.size());
    return translator.memory().load(memory, 0, record, false);
  }

  private Operand storeBytes(Context context, Operand offset, Operand value) {
    if (!(offset instanceof Scalar(Value at)) || value instanceof Operand.Unknown) {
      return Operand.UNKNOWN;
    }
    if (!Shapes.isValueObject(value)) {
      return translator.report(
          Problem.OBJECT_MERGE,
          "which record is stored depends on the path taken (%s)".formatted(Shapes.describe(value)),
          "store it on each way by itself, before the ways meet");
    }
    Class<?> type = Shapes.typeOf(value);
    Layout layout = translator.memory().layout(type);
    Value memory = layout == null ? null : translator.memory().onStack(value, type, 0);
    if (layout != null && memory != null) {
      copy(Helper.XDP_STORE_BYTES, context, at, memory, layout.size());
    }
    return Operand.UNKNOWN;
  }

  private void copy(Helper helper, Context context, Value offset, Value memory, int size) {
    var ir = translator.ir();
    Value status = ir.call(Type.I64, helper, context.pointer(), offset, memory, Constant.of(size));
    translator.require(Condition.EQ, status, Constant.of(0L), PacketBoundsException.class);
  }

  private Operand redirect(Operand interfaceIndex) {
    return interfaceIndex instanceof Scalar(Value index)
        ? verdict(Helper.REDIRECT, index, Constant.of(0L))
        : Operand.UNKNOWN;
  }

  private Operand redirect(Operand map, Operand key, Operand otherwise) {
    if (map instanceof Operand.Choice choice) {
      return translator.onEach(choice, one -> redirect(one, key, otherwise));
    }
    var address = MapCalls.address(translator, map);
    if (otherwise instanceof EnumValue verdict && verdict.nullable()) {
      return translator.nulls().report(otherwise, "number");
    }
    return address != null
            && key instanceof Scalar(Value index)
            && otherwise instanceof EnumValue verdict
        ? verdict(Helper.REDIRECT_MAP, address, index, unsigned(verdict.ordinal()))
        : Operand.UNKNOWN;
  }

  private Operand redirectToAll(Operand map, Operand exceptIngress) {
    var address = MapCalls.address(translator, map);
    if (address == null || !(exceptIngress instanceof Scalar(Value except))) {
      return Operand.UNKNOWN;
    }
    var ir = translator.ir();
    Value flags = ir.binary(Op.SHL, unsigned(except), Constant.of(EXCLUDE_INGRESS_BIT));
    return verdict(
        Helper.REDIRECT_MAP,
        address,
        Constant.of(0),
        ir.binary(Op.OR, flags, Constant.of(BROADCAST)));
  }

  private Value unsigned(Value number) {
    return translator.ir().unary(Op.ZEXT32, Type.I64, number);
  }

  private Operand verdict(Helper helper, Value... arguments) {
    var ir = translator.ir();
    Value result = ir.call(Type.I64, helper, arguments);
    return new EnumValue(XdpAction.class, ir.unary(Op.TRUNC, Type.I32, result), false);
  }

  private Operand slice(Call call, boolean isMeta, int most) {
    Operand length = call.argument(2);
    if (!(call.argument(1) instanceof Scalar at) || length instanceof Operand.Unknown) {
      return Operand.UNKNOWN;
    }
    if (!(length instanceof Scalar scalar && scalar.value() instanceof Constant bytes)
        || bytes.value() < 0
        || bytes.value() > most) {
      return translator.report(
          Problem.SLICE,
          "the length of a packet slice must be a constant from 0 to " + most,
          "give a constant, such as the header's LEN");
    }
    int size = (int) bytes.value();
    int limit = XdpPacket.MAX_LENGTH - size;
    if (at.value() instanceof Constant constant) {
      if (constant.value() < 0 || constant.value() > limit) {
        translator.raise(Bytecodes.thrown(translator, PacketBoundsException.class));
        throw new PathEnds();
      }
      return checked(isMeta, start(isMeta), (int) constant.value(), size, at.value());
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
          isMeta, ir.offset(start(isMeta), moved), (int) fixed.value(), size, at.value());
    }
    Value wide = ir.unary(Op.ZEXT32, Type.I64, at.value());
    translator.require(Condition.LE, wide, Constant.of((long) limit), PacketBoundsException.class);
    return checked(isMeta, ir.offset(start(isMeta), wide), 0, size, at.value());
  }

  private Slice checked(boolean isMeta, Value base, int offset, int size, Value packetOffset) {
    // Even a slice of no bytes has to begin within the packet, or right behind it.
    if (offset + size > 0 || !base.equals(start(isMeta))) {
      translator.require(
          Condition.LE,
          translator.ir().offset(base, offset + size),
          end(isMeta),
          PacketBoundsException.class);
    }
    return new Slice(
        base,
        offset,
        size,
        packetOffset,
        isMeta,
        translator.state().epoch(),
        translator.position());
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
            "take a longer slice, or read within it",
            new Note("taken", slice.taken()));
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
        end(slice.isMeta()),
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
