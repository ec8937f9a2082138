package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A random well-formed function that ends: nested branches, switches, gates and counted loops around
/// arithmetic, memory accesses and calls, with any number of values alive.
final class RandomFunction {
  private static final long[] CONSTANTS = {
    0,
    1,
    -1,
    2,
    7,
    8,
    31,
    255,
    256,
    0x800,
    0x8000,
    0xffff,
    0x10000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x1234_5678_9abc_def0L
  };

  private final Random random;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Value> stack = new ArrayList<>();
  private Block current = new Block();
  private List<Value> scope = new ArrayList<>();
  private int line;
  private int sites;

  private RandomFunction(Random random) {
    this.random = random;
  }

  /// @param size roughly how many instructions
  static Function generate(Random random, int size) {
    return new RandomFunction(random).function(size);
  }

  private Function function(int size) {
    var context = new Value.Parameter(Type.POINTER);
    current.parameters().add(context);
    blocks.add(current);
    scope.add(context);
    for (int i = 0; i < 2; i++) {
      var slot = new Value.StackAddress(new Value.StackSlot(16, 8));
      stack.add(slot);
      add(Instruction.store(Size.DW, slot, 0, Value.Constant.of((long) i), position()));
      add(Instruction.store(Size.DW, slot, 8, Value.Constant.of(-1L), position()));
    }
    for (int i = 0; i < 4; i++) {
      scope.add(add(Instruction.load(Type.I64, Size.DW, false, context, 8 * i, position())));
      scope.add(
          add(
              Instruction.load(
                  Type.I32, Size.W, random.nextBoolean(), context, 4 * i, position())));
    }
    body(size, 3);
    Value result = pick(Type.I32);
    for (var value : scope) {
      if (random.nextInt(3) > 0 && value.type() != Type.POINTER) {
        var narrow =
            value.type() == Type.I32 ? value : add(Instruction.of(Op.TRUNC, Type.I32, at(), value));
        result = add(Instruction.of(Op.XOR, Type.I32, position(), result, narrow));
        result = add(Instruction.of(Op.MUL, Type.I32, at(), result, Value.Constant.of(31)));
      }
    }
    current.terminate(new Terminator.Return(result, position()));
    return new Function("random", blocks);
  }

  private void body(int size, int nesting) {
    int left = size;
    while (left > 0) {
      int kind = nesting == 0 ? 0 : random.nextInt(12);
      int part = Math.max(1, left / 3);
      switch (kind) {
        case 1 -> branch(part, nesting - 1);
        case 2 -> loop(part, nesting - 1);
        case 3 -> choice(part, nesting - 1);
        case 4 -> gate(part, nesting - 1);
        default -> {
          instruction();
          left--;
          continue;
        }
      }
      left -= part;
    }
  }

  private void instruction() {
    switch (random.nextInt(15)) {
      case 0 -> store();
      case 1 -> load();
      case 2 -> call();
      case 3 -> atomic();
      case 4 -> convert();
      case 5 -> divide();
      case 6 -> {
        boolean far = random.nextInt(4) == 0;
        var distance =
            far
                ? add(
                    Instruction.of(Op.AND, Type.I64, at(), pick(Type.I64), Value.Constant.of(15L)))
                : Value.Constant.of((long) random.nextInt(16));
        scope.add(
            add(Instruction.of(Op.OFFSET, Type.POINTER, position(), scope.getFirst(), distance)));
      }
      case 7 -> {
        var type = random.nextBoolean() ? Type.I32 : Type.I64;
        var op = List.of(Op.SHL, Op.SHR, Op.SAR).get(random.nextInt(3));
        scope.add(add(Instruction.of(op, type, position(), pick(type), pick(Type.I32))));
      }
      case 8 -> {
        boolean wide = random.nextBoolean();
        var op = wide ? Op.LCMP : Op.UCMP;
        var type = wide || random.nextBoolean() ? Type.I64 : Type.I32;
        scope.add(add(Instruction.of(op, Type.I32, position(), pick(type), pick(type))));
      }
      case 9 -> {
        var slot = new Value.StackAddress(new Value.StackSlot(16, 8));
        add(Instruction.store(Size.DW, slot, 0, pick(Type.I64), position()));
        add(Instruction.store(Size.DW, slot, 8, pick(Type.I64), at()));
        scope.add(slot);
      }
      default -> {
        var type = random.nextBoolean() ? Type.I32 : Type.I64;
        var op = List.of(Op.ADD, Op.SUB, Op.MUL, Op.AND, Op.OR, Op.XOR).get(random.nextInt(6));
        scope.add(add(Instruction.of(op, type, position(), pick(type), pick(type))));
      }
    }
  }

  private void atomic() {
    var type = random.nextBoolean() ? Type.I32 : Type.I64;
    var op = AtomicOp.values()[random.nextInt(AtomicOp.CMPXCHG.ordinal() + 1)];
    boolean fetch = !op.allowsFetch(false) || random.nextBoolean();
    var operands = new ArrayList<Value>(List.of(pickAddress(), pick(type)));
    if (op == AtomicOp.CMPXCHG) {
      operands.add(pick(type));
    }
    var size = type == Type.I32 ? Size.W : Size.DW;
    var atomic = add(Instruction.atomic(op, fetch ? type : null, size, 8, operands, position()));
    if (fetch) {
      scope.add(atomic);
    }
  }

  private void convert() {
    var ops =
        List.of(
            Op.NEG,
            Op.SEXT8,
            Op.SEXT16,
            Op.SEXT32,
            Op.ZEXT32,
            Op.TRUNC,
            Op.BSWAP16,
            Op.BSWAP32,
            Op.BSWAP64);
    var op = ops.get(random.nextInt(ops.size()));
    var from = op == Op.TRUNC || op == Op.BSWAP64 ? Type.I64 : Type.I32;
    var to = op == Op.SEXT32 || op == Op.ZEXT32 || op == Op.BSWAP64 ? Type.I64 : Type.I32;
    scope.add(add(Instruction.of(op, to, position(), pick(from))));
  }

  private void divide() {
    var type = random.nextBoolean() ? Type.I32 : Type.I64;
    var op = List.of(Op.SDIV, Op.SREM, Op.UDIV, Op.UREM).get(random.nextInt(4));
    Value divisor;
    if (random.nextBoolean()) {
      long number = constant();
      number = type == Type.I32 ? (int) number : number;
      divisor = new Value.Constant(type, number == 0 ? -1 : number);
    } else {
      divisor = add(Instruction.of(Op.OR, type, at(), pick(type), new Value.Constant(type, 1)));
    }
    scope.add(add(Instruction.of(op, type, position(), pick(type), divisor)));
  }

  private void store() {
    var size = Size.values()[random.nextInt(4)];
    var value = pick(size == Size.DW || random.nextBoolean() ? Type.I64 : Type.I32);
    add(Instruction.store(size, pickAddress(), 8 - random.nextInt(8), value, position()));
  }

  private void load() {
    var size = Size.values()[random.nextInt(4)];
    var type = size == Size.DW || random.nextBoolean() ? Type.I64 : Type.I32;
    boolean signed = size != Size.DW && random.nextBoolean();
    var base = pickAddress();
    int offset = 8 - random.nextInt(8);
    scope.add(add(Instruction.load(type, size, signed, base, offset, position())));
  }

  private void call() {
    var arguments = new ArrayList<Value>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      arguments.add(
          switch (random.nextInt(5)) {
            case 0 -> new Value.MapAddress(random.nextInt(3));
            case 1 -> scope.getFirst();
            case 2, 3 -> pick(Type.I64);
            default -> pick(Type.I32);
          });
    }
    var type = random.nextBoolean() ? Type.I32 : Type.I64;
    scope.add(add(Instruction.call(type, 100 + count, arguments, position())));
  }

  private void branch(int size, int nesting) {
    var then = new Block();
    var otherwise = new Block();
    var end = new Block();
    var left = random.nextInt(6) == 0 ? Type.POINTER : pick(Type.I32).type();
    var type = random.nextBoolean() ? left : Type.I64;
    var condition =
        Condition.values()[random.nextInt(type == Type.POINTER ? 10 : Condition.values().length)];
    Value first = type == Type.POINTER ? scope.getFirst() : pick(type);
    Value second = type == Type.POINTER ? Value.NULL : pick(type);
    if (type != Type.POINTER && random.nextInt(3) == 0) {
      second = new Value.Constant(type, 0);
    }
    current.terminate(
        new Terminator.Branch(
            condition, first, second, Edge.to(then), Edge.to(otherwise), position()));
    if (random.nextInt(4) == 0) {
      otherwise.markCold();
    }
    join(List.of(then, otherwise), end, size, nesting);
  }

  private void choice(int size, int nesting) {
    var end = new Block();
    var cases = new ArrayList<Terminator.Case>();
    var arms = new ArrayList<Block>();
    int count = 1 + random.nextInt(9);
    for (int i = 0; i < count; i++) {
      if (i < 3) {
        arms.add(new Block());
      }
      cases.add(new Terminator.Case(i * 37 - 50, Edge.to(arms.get(i % arms.size()))));
    }
    var otherwise = new Block();
    arms.add(otherwise);
    Value value = pick(Type.I32);
    if (random.nextBoolean()) {
      value = add(Instruction.of(Op.AND, Type.I32, at(), value, Value.Constant.of(0xff)));
      if (random.nextBoolean()) {
        value = add(Instruction.of(Op.BSWAP16, Type.I32, at(), value));
      }
    }
    current.terminate(new Terminator.Switch(value, cases, Edge.to(otherwise), position()));
    join(arms, end, size, nesting);
  }

  private void gate(int size, int nesting) {
    var enabled = new Block();
    var end = new Block();
    var types = parameters(end);
    var off = types.stream().map(this::pick).toList();
    current.terminate(
        new Terminator.Gate(sites++, Edge.to(enabled), new Edge(end, off), position()));
    var outer = scope;
    begin(enabled, outer);
    body(size, nesting);
    current.terminate(new Terminator.Jump(new Edge(end, types.stream().map(this::pick).toList())));
    begin(end, outer);
  }

  /// Runs each of `arms` to `end`, which gets parameters.
  private void join(List<Block> arms, Block end, int size, int nesting) {
    var types = parameters(end);
    var outer = scope;
    for (var arm : arms) {
      begin(arm, outer);
      body(size / arms.size(), nesting);
      current.terminate(
          new Terminator.Jump(new Edge(end, types.stream().map(this::pick).toList())));
    }
    begin(end, outer);
  }

  private void loop(int size, int nesting) {
    var head = new Block();
    var body = new Block();
    var end = new Block();
    var types = parameters(head);
    var start = new ArrayList<Value>(types.stream().map(this::pick).toList());
    var counter = new Value.Parameter(Type.I32);
    head.parameters().add(counter);
    start.add(Value.Constant.of(0));
    current.terminate(new Terminator.Jump(new Edge(head, start)));
    var outer = scope;
    begin(head, outer);
    scope.remove(counter);
    var inner = new ArrayList<>(scope);
    current.terminate(
        new Terminator.Branch(
            Condition.SLT,
            counter,
            Value.Constant.of(1 + random.nextInt(4)),
            Edge.to(body),
            Edge.to(end),
            position()));
    begin(body, inner);
    body(size, nesting);
    var again = new ArrayList<Value>();
    var parameters = head.parameters();
    for (int i = 0; i < types.size(); i++) {
      // Now and then the parameters change places.
      var other = parameters.get(random.nextInt(types.size()));
      boolean swap = random.nextBoolean() && other.type() == types.get(i);
      again.add(swap ? other : pick(types.get(i)));
    }
    again.add(add(Instruction.of(Op.ADD, Type.I32, at(), counter, Value.Constant.of(1))));
    current.terminate(new Terminator.Jump(new Edge(head, again)));
    begin(end, inner);
  }

  private List<Type> parameters(Block block) {
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      block.parameters().add(new Value.Parameter(random.nextBoolean() ? Type.I32 : Type.I64));
    }
    return block.parameters().stream().map(Value::type).toList();
  }

  private void begin(Block block, List<Value> outer) {
    blocks.add(block);
    current = block;
    scope = new ArrayList<>(outer);
    scope.addAll(block.parameters());
  }

  private Value pick(Type type) {
    if (random.nextInt(5) > 0) {
      var fitting = scope.stream().filter(v -> v.type() == type).toList();
      if (!fitting.isEmpty()) {
        return fitting.get(random.nextInt(fitting.size()));
      }
    }
    return new Value.Constant(type, constant());
  }

  private Value pickAddress() {
    if (random.nextInt(3) == 0) {
      return stack.get(random.nextInt(stack.size()));
    }
    if (random.nextInt(6) == 0) {
      return new Value.MapValueAddress(1, 8 * random.nextInt(4));
    }
    var fitting = scope.stream().filter(v -> v.type() == Type.POINTER).toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  private long constant() {
    return random.nextInt(4) == 0 ? random.nextLong() : CONSTANTS[random.nextInt(CONSTANTS.length)];
  }

  private Instruction add(Instruction instruction) {
    current.instructions().add(instruction);
    return instruction;
  }

  private Position position() {
    line++;
    return at();
  }

  private Position at() {
    return new Position("Random.java", line, "random");
  }
}
