package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.Helper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operation in a block, and the value that it gives. Instructions are compared by identity.
public final class Instruction implements Value {
  private final Op op;
  private final @Nullable Type type;
  private final List<Value> operands;
  private final @Nullable Size size;
  private final boolean signed;
  private final int offset;
  private final @Nullable AtomicOp atomic;
  private final Position position;

  private Instruction(
      Op op,
      @Nullable Type type,
      List<Value> operands,
      @Nullable Size size,
      boolean signed,
      int offset,
      @Nullable AtomicOp atomic,
      Position position) {
    this.op = op;
    this.type = type;
    this.operands = new ArrayList<>(operands);
    this.size = size;
    this.signed = signed;
    this.offset = offset;
    this.atomic = atomic;
    this.position = position;
  }

  /// An operation on values alone.
  public static Instruction of(Op op, Type type, Position position, Value... operands) {
    return new Instruction(op, type, List.of(operands), null, false, 0, null, position);
  }

  /// A load of `size` bytes at `base + offset`.
  public static Instruction load(
      Type type, Size size, boolean signed, Value base, int offset, Position position) {
    return new Instruction(Op.LOAD, type, List.of(base), size, signed, offset, null, position);
  }

  /// A store of the low `size` bytes of `value` at `base + offset`.
  public static Instruction store(
      Size size, Value base, int offset, Value value, Position position) {
    return new Instruction(
        Op.STORE, null, List.of(base, value), size, false, offset, null, position);
  }

  /// An atomic operation on the `size` bytes at an address.
  ///
  /// @param type of the result, the old value; null where nobody asks for it
  /// @param operands the base; for `CMPXCHG` what to compare with; the value
  public static Instruction atomic(
      AtomicOp op,
      @Nullable Type type,
      Size size,
      int offset,
      List<Value> operands,
      Position position) {
    return new Instruction(Op.ATOMIC, type, operands, size, false, offset, op, position);
  }

  /// What keeps `value` from being left out.
  public static Instruction keep(Value value, Position position) {
    return new Instruction(Op.KEEP, null, List.of(value), null, false, 0, null, position);
  }

  /// A call of the helper with number `helper`.
  public static Instruction call(Type type, int helper, List<Value> operands, Position position) {
    return new Instruction(Op.CALL, type, operands, null, false, helper, null, position);
  }

  /// A call of the kernel function with number `kfunc`.
  public static Instruction callKfunc(
      Type type, int kfunc, List<Value> operands, Position position) {
    return new Instruction(Op.CALL_KFUNC, type, operands, null, false, kfunc, null, position);
  }

  /// A call of the program's function with number `function`.
  public static Instruction callLocal(
      Type type, int function, List<Value> operands, Position position) {
    return new Instruction(Op.CALL_LOCAL, type, operands, null, false, function, null, position);
  }

  /// This instruction with other operands.
  public Instruction with(List<Value> newOperands) {
    return new Instruction(op, type, newOperands, size, signed, offset, atomic, position);
  }

  /// What it does.
  public Op op() {
    return op;
  }

  /// The type of the result.
  ///
  /// @throws IllegalStateException if there is none (stores)
  @Override
  public Type type() {
    if (type == null) {
      throw new IllegalStateException(op + " has no result");
    }
    return type;
  }

  /// Whether it gives a value.
  public boolean hasResult() {
    return type != null;
  }

  /// The operands; replaceable in place.
  public List<Value> operands() {
    return operands;
  }

  /// The operand at `index`.
  public Value operand(int index) {
    return operands.get(index);
  }

  /// The bytes that a memory operation touches.
  public Size size() {
    if (size == null) {
      throw new IllegalStateException(op + " touches no memory");
    }
    return size;
  }

  /// Whether it has a [#size].
  public boolean touchesMemory() {
    return size != null;
  }

  /// Whether a load extends the sign.
  public boolean signed() {
    return signed;
  }

  /// The constant that a memory operation adds to its base; for a call, the helper's or function's
  /// number.
  public int offset() {
    return offset;
  }

  /// Which atomic operation it is.
  public AtomicOp atomic() {
    if (atomic == null) {
      throw new IllegalStateException(op + " is not atomic");
    }
    return atomic;
  }

  /// Whether it calls `helper`.
  public boolean calls(Helper helper) {
    return op == Op.CALL && offset == helper.number();
  }

  /// Whether it runs another function of the program: by calling it, or a helper that calls it back.
  public boolean runsFunction() {
    return op == Op.CALL_LOCAL
        || op == Op.CALL && operands.stream().anyMatch(FunctionAddress.class::isInstance);
  }

  /// Whether it calls a helper that may move the packet: then no pointer into it from before is good for anything.
  public boolean movesPacket() {
    return op == Op.CALL && Helper.of(offset).filter(Helper::movesPacket).isPresent();
  }

  /// Whether it calls a helper that may change bytes of the packet.
  public boolean writesPacket() {
    return op == Op.CALL && Helper.of(offset).filter(Helper::writesPacket).isPresent();
  }

  /// Where it comes from.
  public Position position() {
    return position;
  }
}
