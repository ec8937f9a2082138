package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.AtomicOp;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.Size;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that a function is well formed; runs after every pass in tests.
///
/// Every block ends, edges lead to blocks of the function and not to the entry, arguments match
/// parameters, operands have the types that their operation takes, and where a value is used its
/// definition is on every way there. Blocks that cannot be reached are excused from the last. No pointer
/// into the packet is used after the packet moved.
public final class IrChecker {
  /// The system property that has the compiler check its own work, as all tests do: the function after
  /// every pass, and every register allocation.
  public static final String CHECK = "bpf4j.compiler.check";

  private final Function function;
  private final Set<Block> blocks;
  private final String when;
  private final Map<Value, Place> definitions = new IdentityHashMap<>();

  /// @param index place in the block; -1 for parameters
  private record Place(Block block, int index) {}

  private IrChecker(Function function, String when) {
    this.function = function;
    this.blocks = new HashSet<>(function.blocks());
    this.when = when;
  }

  /// Checks the function.
  ///
  /// @throws IllegalStateException saying what is wrong, with the function's text
  public static void check(Function function) {
    new IrChecker(function, "").check();
  }

  /// The same, if the property [#CHECK] is set.
  ///
  /// @param when when it is checked, for the message: `after ThreadJumps`
  public static void checkIfWanted(Function function, String when) {
    if (Boolean.getBoolean(CHECK)) {
      new IrChecker(function, when + ": ").check();
    }
  }

  private void check() {
    require(!function.blocks().isEmpty(), "a function needs a block");
    require(blocks.size() == function.blocks().size(), "a block appears twice");
    for (var block : function.blocks()) {
      require(block.isTerminated(), "block %s has no end", name(block));
      for (var parameter : block.parameters()) {
        define(parameter, new Place(block, -1));
      }
      for (int i = 0; i < block.instructions().size(); i++) {
        define(block.instructions().get(i), new Place(block, i));
      }
    }
    for (var block : function.blocks()) {
      block.instructions().forEach(this::types);
      terminator(block);
    }
    var dominators = Dominators.of(function);
    for (var block : dominators.reversePostorder()) {
      for (int i = 0; i < block.instructions().size(); i++) {
        for (var operand : block.instructions().get(i).operands()) {
          dominated(operand, new Place(block, i), dominators);
        }
      }
      for (var value : block.terminator().uses()) {
        dominated(value, new Place(block, block.instructions().size()), dominators);
      }
    }
    PacketPointers.outlived(function)
        .ifPresent(call ->
            require(
                false,
                "a pointer into the packet is used after line %s moved it",
                call.position().line()));
  }

  private void define(Value value, Place place) {
    require(definitions.put(value, place) == null, "%s defines a value again", name(place.block));
  }

  private void dominated(Value use, Place place, Dominators dominators) {
    if (!(use instanceof Value.Parameter || use instanceof Instruction)) {
      return;
    }
    var definition = definitions.get(use);
    require(definition != null, "%s uses a value that is not defined", name(place.block));
    require(
        definition != null && isBefore(definition, place, dominators),
        "%s uses a value that is not defined on every way there",
        name(place.block));
  }

  private static boolean isBefore(Place definition, Place use, Dominators dominators) {
    return definition.block == use.block
        ? definition.index < use.index
        : dominators.isReachable(definition.block)
            && dominators.dominates(definition.block, use.block);
  }

  private void types(Instruction i) {
    var op = i.op();
    var operands = i.operands().stream().map(Value::type).toList();
    var fits =
        switch (op) {
          case ADD, SUB, MUL, SDIV, SREM, UDIV, UREM, AND, OR, XOR ->
              number(i.type()) && operands.equals(List.of(i.type(), i.type()));
          case SHL, SHR, SAR -> number(i.type()) && operands.equals(List.of(i.type(), Type.I32));
          case NEG -> number(i.type()) && operands.equals(List.of(i.type()));
          case SEXT8, SEXT16, BSWAP16, BSWAP32 ->
              i.type() == Type.I32 && operands.equals(List.of(Type.I32));
          case SEXT32, ZEXT32 -> i.type() == Type.I64 && operands.equals(List.of(Type.I32));
          case TRUNC -> i.type() == Type.I32 && operands.equals(List.of(Type.I64));
          case BSWAP64 -> i.type() == Type.I64 && operands.equals(List.of(Type.I64));
          case LCMP -> i.type() == Type.I32 && operands.equals(List.of(Type.I64, Type.I64));
          case UCMP ->
              i.type() == Type.I32
                  && operands.size() == 2
                  && number(operands.get(0))
                  && operands.get(0) == operands.get(1);
          case LOAD ->
              operands.equals(List.of(Type.POINTER))
                  && switch (i.type()) {
                    case I32 -> i.size() != Size.DW;
                    case I64 -> !(i.signed() && i.size() == Size.DW);
                    case POINTER -> !i.signed() && (i.size() == Size.W || i.size() == Size.DW);
                  };
          case STORE ->
              operands.size() == 2
                  && operands.get(0) == Type.POINTER
                  && switch (operands.get(1)) {
                    case I32 -> i.size() != Size.DW;
                    case I64 -> true;
                    case POINTER -> i.size() == Size.DW;
                  };
          case OFFSET ->
              i.type() == Type.POINTER && operands.equals(List.of(Type.POINTER, Type.I64));
          case DIFFERENCE ->
              i.type() == Type.I64 && operands.equals(List.of(Type.POINTER, Type.POINTER));
          case ATOMIC -> atomic(i, operands);
          case KEEP -> operands.size() == 1;
          case CALL, CALL_KFUNC, CALL_LOCAL -> operands.size() <= 5;
        };
    require(fits, "%s of %s does not take %s", op, i.hasResult() ? i.type() : "nothing", operands);
  }

  private static boolean atomic(Instruction i, List<Type> operands) {
    var wanted = i.size() == Size.DW ? Type.I64 : Type.I32;
    var values = Collections.nCopies(i.atomic() == AtomicOp.CMPXCHG ? 2 : 1, wanted);
    return (i.size() == Size.DW || i.size() == Size.W)
        && !i.atomic().anySize()
        && i.atomic().allowsFetch(i.hasResult())
        && (!i.hasResult() || i.type() == wanted)
        && operands.getFirst() == Type.POINTER
        && operands.subList(1, operands.size()).equals(values);
  }

  private void terminator(Block block) {
    switch (block.terminator()) {
      case Terminator.Branch branch -> {
        require(
            branch.left().type() == branch.right().type(),
            "%s compares values of two types",
            name(block));
        require(
            branch.condition() != Condition.SET || number(branch.left().type()),
            "%s tests the bits of a pointer",
            name(block));
      }
      case Terminator.Switch(var value, var cases, _, _) -> {
        require(value.type() == Type.I32, "%s switches on no int", name(block));
        require(!cases.isEmpty(), "%s has a switch without a case", name(block));
        require(
            cases.stream().map(Terminator.Case::value).distinct().count() == cases.size(),
            "%s has a case twice",
            name(block));
      }
      case Terminator.Return(var value, _) ->
          require(
              value.type() == (function.isProgram() ? Type.I32 : Type.I64),
              "%s returns another type than the function",
              name(block));
      case Terminator.Jump _, Terminator.Gate _ -> {}
    }
    for (var edge : block.terminator().edges()) {
      var target = edge.target();
      require(blocks.contains(target), "%s goes to a block not there", name(block));
      require(target != function.entry(), "%s goes back to the entry", name(block));
      var arguments = edge.arguments().stream().map(Value::type).toList();
      var parameters = target.parameters().stream().map(Value::type).toList();
      require(
          arguments.equals(parameters),
          "%s gives %s to %s, which takes %s",
          name(block),
          arguments,
          name(target),
          parameters);
    }
  }

  private static boolean number(Type type) {
    return type != Type.POINTER;
  }

  private String name(Block block) {
    return "b" + function.blocks().indexOf(block);
  }

  private void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalStateException(
          when + message.formatted(arguments) + ":\n" + IrPrinter.print(function));
    }
  }
}
