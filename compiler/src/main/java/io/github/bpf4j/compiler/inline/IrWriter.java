package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.optimize.Folding;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Size;
import io.github.bpf4j.object.Helper;
import io.github.bpf4j.object.Kfunc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Writes instructions at the end of the current block, folding what can be known at once.
final class IrWriter {
  private final List<Block> blocks = new ArrayList<>();
  private Block current = newBlock();
  private Position position = Position.NONE;
  private final Set<Instruction> written = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Value> callersStack = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Consumer<Instruction> moves;

  /// @param moves told of each call that may move the packet
  IrWriter(Consumer<Instruction> moves) {
    this.moves = moves;
  }

  /// The blocks begun so far, in order.
  List<Block> blocks() {
    return blocks;
  }

  /// How many blocks and instructions there are.
  int size() {
    return blocks.size() + written.size();
  }

  /// Whether nothing that was written does anything, or decides which way to go.
  boolean isEmpty() {
    return blocks.stream()
        .allMatch(block ->
            block.instructions().isEmpty()
                && (!block.isTerminated() || block.terminator() instanceof Terminator.Jump));
  }

  /// Where instructions go.
  Block current() {
    return current;
  }

  /// A new block; instructions do not go there yet.
  Block newBlock() {
    var block = new Block();
    add(block);
    return block;
  }

  /// Makes `block` one of the function's.
  void add(Block block) {
    blocks.add(block);
  }

  /// Takes back a block to which nothing leads any more.
  void remove(Block block) {
    blocks.remove(block);
  }

  /// Lets instructions go to `block` from now on.
  void at(Block block) {
    current = block;
  }

  Position position() {
    return position;
  }

  /// Says what the following instructions come from.
  void position(Position now) {
    position = now;
  }

  Value unary(Op op, Type type, Value a) {
    return add(Instruction.of(op, type, position, a));
  }

  Value binary(Op op, Value a, Value b) {
    return add(Instruction.of(op, a.type(), position, a, b));
  }

  /// The address `offset` bytes after `base`.
  Value offset(Value base, int offset) {
    return offset == 0 ? base : offset(base, Constant.of((long) offset));
  }

  /// The address `offset` (an I64) bytes after `base`.
  Value offset(Value base, Value offset) {
    return add(Instruction.of(Op.OFFSET, Type.POINTER, position, base, offset));
  }

  Value compare(Op op, Value a, Value b) {
    return add(Instruction.of(op, Type.I32, position, a, b));
  }

  Value difference(Value a, Value b) {
    return add(Instruction.of(Op.DIFFERENCE, Type.I64, position, a, b));
  }

  Value load(Type type, Size size, Value base, int offset) {
    return add(Instruction.load(type, size, false, base, offset, position));
  }

  void store(Size size, Value base, int offset, Value value) {
    if (size.bits() <= Size.H.bits() || !isCallers(base)) {
      add(Instruction.store(size, base, offset, value, position));
      return;
    }
    for (int bits = 0; bits < size.bits(); bits += Size.H.bits()) {
      Value part = bits == 0 ? value : binary(Op.SHR, value, Constant.of(bits));
      add(Instruction.store(Size.H, base, offset + bits / Byte.SIZE, part, position));
    }
  }

  /// Notes that `pointer` leads to the stack of the function from which this one is called back. Numbers are
  /// stored there 16 bits at a time: of one that is stored as a whole the verifier remembers what it knew, and
  /// would look at this function again for each that it counts up to.
  void leadsToCallersStack(Value pointer) {
    callersStack.add(pointer);
  }

  /// Whether `pointer` leads to the stack, of this function or of one that it is called back from.
  boolean isOnStack(Value pointer) {
    return start(pointer) instanceof Value.StackAddress || isCallers(pointer);
  }

  private boolean isCallers(Value pointer) {
    return callersStack.contains(start(pointer));
  }

  private static Value start(Value pointer) {
    return pointer instanceof Instruction i && i.op() == Op.OFFSET ? start(i.operand(0)) : pointer;
  }

  /// Adds to 8 bytes in memory, at once.
  void atomicAdd(Value address, long number) {
    var operands = List.of(address, Constant.of(number));
    add(Instruction.atomic(AtomicOp.ADD, null, Size.DW, 0, operands, position));
  }

  void keep(Value value) {
    add(Instruction.keep(value, position));
  }

  /// Does an atomic operation at `base`: on 8 bytes for an I64, on 4 for an I32.
  ///
  /// @param values for `CMPXCHG` what to compare with; the value
  /// @return what was there before
  Value atomic(AtomicOp op, Value base, Value... values) {
    var operands = new ArrayList<Value>(List.of(values));
    operands.addFirst(base);
    var type = values[0].type();
    var size = type == Type.I64 ? Size.DW : Size.W;
    return add(Instruction.atomic(op, type, size, 0, operands, position));
  }

  Value call(Type type, Helper helper, Value... arguments) {
    var call = Instruction.call(type, helper.number(), List.of(arguments), position);
    add(call);
    if (call.movesPacket()) {
      moves.accept(call);
    }
    return call;
  }

  Value callKfunc(Type type, Kfunc kfunc, List<Value> arguments) {
    return add(Instruction.callKfunc(type, kfunc.number(), arguments, position));
  }

  Value callLocal(int function, List<Value> arguments) {
    return add(Instruction.callLocal(Type.I64, function, arguments, position));
  }

  private Value add(Instruction instruction) {
    Value simpler = Folding.simplify(instruction);
    // What folding gives back is new, or something that an operand was computed from.
    if (simpler instanceof Instruction result && written.add(result)) {
      current.instructions().add(result);
    }
    return simpler;
  }
}
