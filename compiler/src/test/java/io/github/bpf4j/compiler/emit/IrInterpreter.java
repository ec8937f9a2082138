package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Condition;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/// What a function of the intermediate representation means, in Java.
final class IrInterpreter {
  private final TestMemory memory;
  private final IntPredicate gates;
  private final Map<Value, Long> values = new IdentityHashMap<>();
  private final Map<Value.StackSlot, Long> slots = new HashMap<>();

  private IrInterpreter(TestMemory memory, IntPredicate gates) {
    this.memory = memory;
    this.gates = gates;
  }

  /// The result, with context pointer `context`.
  ///
  /// @param gates whether the log statement of this number is on
  static int run(Function function, long context, TestMemory memory, IntPredicate gates) {
    return new IrInterpreter(memory, gates).run(function, context);
  }

  private int run(Function function, long context) {
    var block = function.entry();
    values.put(block.parameters().getFirst(), context);
    while (true) {
      for (var instruction : block.instructions()) {
        long result = evaluate(instruction);
        if (instruction.hasResult()) {
          values.put(instruction, instruction.type() == Type.I32 ? (int) result : result);
        }
      }
      switch (block.terminator()) {
        case Terminator.Return(var value, _) -> {
          return (int) value(value);
        }
        case Terminator.Jump(var target) -> block = go(target);
        case Terminator.Branch branch ->
            block =
                go(
                    holds(
                            branch.condition(),
                            value(branch.left()),
                            value(branch.right()),
                            branch.left().type() == Type.I32)
                        ? branch.then()
                        : branch.otherwise());
        case Terminator.Switch choice -> {
          long value = value(choice.value());
          block =
              go(
                  choice.cases().stream()
                      .filter(c -> c.value() == value)
                      .findFirst()
                      .map(Terminator.Case::edge)
                      .orElse(choice.otherwise()));
        }
        case Terminator.Gate(int site, var enabled, var disabled, _) ->
            block = go(gates.test(site) ? enabled : disabled);
      }
    }
  }

  private Block go(Edge edge) {
    var arguments = edge.arguments().stream().map(this::value).toList();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(edge.target().parameters().get(i), arguments.get(i));
    }
    return edge.target();
  }

  static boolean holds(Condition condition, long left, long right, boolean narrow) {
    long a = narrow ? (int) left : left;
    long b = narrow ? (int) right : right;
    int unsigned = Long.compareUnsigned(a, b);
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case GT -> unsigned > 0;
      case GE -> unsigned >= 0;
      case LT -> unsigned < 0;
      case LE -> unsigned <= 0;
      case SGT -> a > b;
      case SGE -> a >= b;
      case SLT -> a < b;
      case SLE -> a <= b;
      case SET -> (a & b) != 0;
    };
  }

  private long value(Value value) {
    return switch (value) {
      case Value.Constant(_, long number) -> number;
      case Value.StackAddress(var slot) ->
          slots.computeIfAbsent(slot, s -> 0x5000_0000L + 64L * slots.size());
      case Value.MapAddress(int map) -> 0x7700_0000L + map;
      case Value.FunctionAddress _ -> throw new IllegalStateException("one function alone is run");
      case Value.MapValueAddress(int map, int offset) -> TestMemory.mapValue(map) + offset;
      case Value.Parameter _, Instruction _ -> {
        var known = values.get(value);
        if (known == null) {
          throw new IllegalStateException("value not computed");
        }
        yield known;
      }
    };
  }

  private long evaluate(Instruction i) {
    boolean narrow = i.hasResult() && i.type() == Type.I32;
    long a = i.operands().isEmpty() ? 0 : value(i.operand(0));
    long b = i.operands().size() < 2 ? 0 : value(i.operand(1));
    return switch (i.op()) {
      case ADD, OFFSET -> a + b;
      case SUB, DIFFERENCE -> a - b;
      case MUL -> a * b;
      case SDIV -> narrow ? (int) a / (int) b : a / b;
      case SREM -> narrow ? (int) a % (int) b : a % b;
      case UDIV -> narrow ? Integer.divideUnsigned((int) a, (int) b) : Long.divideUnsigned(a, b);
      case UREM ->
          narrow ? Integer.remainderUnsigned((int) a, (int) b) : Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> narrow ? (int) a << (int) b : a << (int) b;
      case SHR -> narrow ? (int) a >>> (int) b : a >>> (int) b;
      case SAR -> narrow ? (int) a >> (int) b : a >> (int) b;
      case NEG -> -a;
      case SEXT8 -> (byte) a;
      case SEXT16 -> (short) a;
      case SEXT32, TRUNC -> (int) a;
      case ZEXT32 -> a & 0xffff_ffffL;
      case BSWAP16 -> Character.reverseBytes((char) a);
      case BSWAP32 -> Integer.reverseBytes((int) a);
      case BSWAP64 -> Long.reverseBytes(a);
      case LCMP -> Long.compare(a, b);
      case UCMP ->
          i.operand(0).type() == Type.I32
              ? Integer.compareUnsigned((int) a, (int) b)
              : Long.compareUnsigned(a, b);
      case LOAD -> memory.load(i.size(), i.signed(), a + i.offset());
      case STORE -> {
        memory.store(i.size(), a + i.offset(), b);
        yield 0;
      }
      case ATOMIC ->
          memory.atomic(i.atomic(), i.size(), a + i.offset(), b, value(i.operands().getLast()));
      case KEEP -> 0;
      case CALL_KFUNC, CALL_LOCAL -> throw new IllegalStateException("one function alone is run");
      case CALL -> memory.call(i.offset(), i.operands().stream().map(this::argument).toList());
    };
  }

  /// A helper sees all of a register: an I32 is zero-extended.
  private long argument(Value value) {
    return value.type() == Type.I32 ? value(value) & 0xffff_ffffL : value(value);
  }
}
