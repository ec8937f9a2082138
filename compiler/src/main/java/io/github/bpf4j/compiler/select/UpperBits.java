package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Size;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// What the registers of I32 values hold above bit 30, given how the selector makes them: every 32-bit
/// operation and every narrow load clears the upper half, so that most extensions cost nothing.
final class UpperBits {
  /// Where `data` stands in the context of XDP and of socket buffers; `data_end` follows.
  private static final int XDP_DATA = 0;

  private static final int SKB_DATA = 76;

  private final boolean v4;
  private final Set<Value> unclear = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Value> maybeNegative = Collections.newSetFromMap(new IdentityHashMap<>());

  UpperBits(Dominators dominators, Demand demand, IsaVersion target) {
    v4 = target.compareTo(IsaVersion.V4) >= 0;
    dominators.reversePostorder().getFirst().parameters().forEach(this::knowNothing);
    // Parameters are taken to be clear until an argument is not.
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var block : dominators.reversePostorder()) {
        for (var parameter : block.parameters()) {
          if (parameter.type() == Type.I32) {
            for (var argument : demand.arguments(parameter)) {
              changed |= !isClear(argument) && unclear.add(parameter);
              changed |= !isNonNegative(argument) && maybeNegative.add(parameter);
            }
          }
        }
      }
    }
  }

  /// Whether the upper half of the register is zero.
  boolean isClear(Value value) {
    if (!(value instanceof Instruction i)) {
      return !unclear.contains(value);
    }
    return switch (i.op()) {
      case TRUNC -> below(i.operand(0), 32);
      case CALL, CALL_KFUNC, CALL_LOCAL -> false;
      case LOAD -> !(i.signed() && v4);
      default -> true;
    };
  }

  /// Whether bit 31 is zero.
  boolean isNonNegative(Value value) {
    if (value instanceof Value.Constant(_, long number)) {
      return number >= 0;
    }
    if (!(value instanceof Instruction i)) {
      return !maybeNegative.contains(value);
    }
    return switch (i.op()) {
      case BSWAP16 -> true;
      case LOAD -> i.size().bytes() < 4 && !i.signed();
      case AND -> isNonNegative(i.operand(0)) || isNonNegative(i.operand(1));
      case OR, XOR -> isNonNegative(i.operand(0)) && isNonNegative(i.operand(1));
      case SHR -> i.operand(1) instanceof Value.Constant(_, long count) && (count & 31) != 0;
      case UREM -> isNonNegative(i.operand(1));
      case TRUNC -> below(i.operand(0), 31);
      default -> false;
    };
  }

  /// Whether the register of an I32 holds its sign extension to 64 bits.
  boolean isSignExtended(Value value) {
    return (isClear(value) && isNonNegative(value))
        || (v4 && value instanceof Instruction i && i.op() == Op.LOAD && i.signed());
  }

  /// Whether an I64 is less than 2 to the power of `bits`, as unsigned.
  boolean below(Value value, int bits) {
    return value instanceof Instruction i
        && switch (i.op()) {
          case ZEXT32 -> bits == 32 || isNonNegative(i.operand(0));
          case SHR ->
              i.operand(1) instanceof Value.Constant(_, long count) && (count & 63) >= 64 - bits;
          case AND -> i.operand(1) instanceof Value.Constant(_, long mask) && mask >>> bits == 0;
          case DIFFERENCE -> isPacketLength(i.operand(0), i.operand(1));
          case LOAD ->
              !i.signed() && (i.size().bits() < bits || (i.size() == Size.W && bits == 32));
          default -> false;
        };
  }

  /// Whether this is `data_end - data` of a context (`struct xdp_md`, `struct __sk_buff`): never
  /// negative, and far below 2^31. Both are loaded with no move of the packet in between, or the
  /// verifier would not let one of them be read.
  private static boolean isPacketLength(Value end, Value start) {
    return end instanceof Instruction e
        && start instanceof Instruction s
        && isContextPointer(e)
        && isContextPointer(s)
        && e.operand(0).equals(s.operand(0))
        && (s.offset() == XDP_DATA || s.offset() == SKB_DATA)
        && e.offset() == s.offset() + 4;
  }

  private static boolean isContextPointer(Instruction i) {
    return i.op() == Op.LOAD && i.type() == Type.POINTER && i.size() == Size.W;
  }

  private void knowNothing(Value value) {
    unclear.add(value);
    maybeNegative.add(value);
  }
}
