package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Edge;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Terminator;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.isa.Condition;
import io.github.bpf4j.isa.IsaVersion;
import io.github.bpf4j.isa.Width;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Selects eBPF instructions for a function, block by block.
///
/// Every value gets a register of its own; parameters of blocks are assigned at the ends of the edges
/// that lead there. An I32 is always kept zero-extended to 64 bits, which 32-bit instructions do by
/// themselves, so that widening it unsigned costs nothing.
public final class Selector {
  private final Function function;
  private final Dominators dominators;
  private final Map<Block, MachineBlock> machineBlocks = new IdentityHashMap<>();
  private final List<MachineBlock> blocks = new ArrayList<>();
  private final Frame frame;
  private final Registers registers;
  private final InsnSelector insns;

  private Selector(Function function, IsaVersion target) {
    this.function = function;
    this.dominators = Dominators.of(function);
    this.frame = Frame.of(function);
    this.registers = new Registers();
    this.insns = new InsnSelector(registers, frame, target);
  }

  /// Selects instructions for `function`.
  ///
  /// @param target the newest instructions that may be used
  public static MachineFunction select(Function function, IsaVersion target) {
    ExpandCompare.run(function);
    return new Selector(function, target).run();
  }

  private MachineFunction run() {
    for (Block block : dominators.reversePostorder()) {
      machineBlocks.put(block, newBlock(dominators.loopDepth(block), block.cold()));
    }
    var entry = machineBlock(function.entry());
    insns.at(entry);
    for (var parameter : function.entry().parameters()) {
      insns.copy(registers.of(parameter), 1, Position.NONE);
    }
    for (Block block : dominators.reversePostorder()) {
      var machine = machineBlock(block);
      insns.at(machine);
      for (Instruction instruction : block.instructions()) {
        insns.select(instruction);
      }
      end(machine, block.terminator());
    }
    return new MachineFunction(function.name(), blocks, registers.count(), frame.size());
  }

  private MachineBlock machineBlock(Block block) {
    var machine = machineBlocks.get(block);
    if (machine == null) {
      throw new IllegalStateException("a block that cannot be reached has an edge to it");
    }
    return machine;
  }

  private MachineBlock newBlock(int depth, boolean cold) {
    var block = new MachineBlock(blocks.size(), depth, cold);
    blocks.add(block);
    return block;
  }

  private void end(MachineBlock machine, Terminator terminator) {
    switch (terminator) {
      case Terminator.Jump(var edge) -> {
        assign(edge);
        machine.end(new End.Goto(machineBlock(edge.target())));
      }
      case Terminator.Return(var value, var position) -> {
        insns.move(0, value, position);
        machine.end(new End.Exit());
      }
      case Terminator.Gate(int site, var enabled, var disabled, var _) ->
          machine.end(new End.Gate(site, entered(machine, enabled), entered(machine, disabled)));
      case Terminator.Branch(
              var condition,
              var left,
              var right,
              var then,
              var otherwise,
              var at) -> {
        var jump = insns.compare(condition, left, right, at);
        machine.end(new End.Test(jump, entered(machine, then), entered(machine, otherwise)));
      }
      case Terminator.Switch choice -> choose(machine, choice);
    }
  }

  /// A chain of comparisons, one for each case.
  private void choose(MachineBlock machine, Terminator.Switch choice) {
    var current = machine;
    for (int i = 0; i < choice.cases().size(); i++) {
      var c = choice.cases().get(i);
      insns.at(current);
      var jump =
          insns.compare(Condition.EQ, choice.value(), Constant.of(c.value()), choice.position());
      boolean last = i == choice.cases().size() - 1;
      var next =
          last ? entered(current, choice.otherwise()) : newBlock(machine.depth(), machine.cold());
      current.end(new End.Test(jump, entered(current, c.edge()), next));
      current = next;
    }
  }

  /// The block that `edge` enters: its target, or a block of its own that assigns the target's
  /// parameters first.
  private MachineBlock entered(MachineBlock from, Edge edge) {
    var target = machineBlock(edge.target());
    if (edge.arguments().isEmpty()) {
      return target;
    }
    var between = newBlock(Math.min(from.depth(), target.depth()), from.cold() || target.cold());
    insns.at(between);
    assign(edge);
    between.end(new End.Goto(target));
    return between;
  }

  /// Assigns the parameters of the edge's target, all at once.
  private void assign(Edge edge) {
    var parameters = edge.target().parameters();
    var position =
        edge.target().instructions().isEmpty()
            ? Position.NONE
            : edge.target().instructions().getFirst().position();
    var pending = new ArrayList<int[]>();
    var constants = new ArrayList<Integer>();
    for (int i = 0; i < parameters.size(); i++) {
      Value argument = edge.arguments().get(i);
      if (argument.equals(parameters.get(i))) {
        continue;
      }
      if (Registers.isHeld(argument)) {
        pending.add(new int[] {registers.of(parameters.get(i)), registers.of(argument)});
      } else {
        constants.add(i);
      }
    }
    while (!pending.isEmpty()) {
      int[] free = null;
      for (int[] move : pending) {
        boolean isRead =
            pending.stream().anyMatch(other -> other[1] == move[0] && other[0] != move[0]);
        if (!isRead) {
          free = move;
          break;
        }
      }
      if (free == null) {
        // A cycle: keep one of its values elsewhere.
        int[] move = pending.getFirst();
        int kept = registers.fresh();
        insns.copy(kept, move[1], position);
        int source = move[1];
        for (int[] other : pending) {
          if (other[1] == source) {
            other[1] = kept;
          }
        }
        continue;
      }
      insns.copy(free[0], free[1], position);
      pending.remove(free);
    }
    for (int i : constants) {
      insns.move(registers.of(parameters.get(i)), edge.arguments().get(i), position);
    }
  }

  /// Which register holds each value.
  static final class Registers {
    private final Map<Value, Integer> numbers = new IdentityHashMap<>();
    private int next = MachineInsn.FIRST_VIRTUAL;

    int of(Value value) {
      return numbers.computeIfAbsent(value, _ -> next++);
    }

    int fresh() {
      return next++;
    }

    int count() {
      return next;
    }

    /// Whether `value` is in a register, rather than made where it is used.
    static boolean isHeld(Value value) {
      return value instanceof Instruction || value instanceof Value.Parameter;
    }
  }

  /// The width that values of `type` are computed with.
  static Width width(Type type) {
    return type == Type.I32 ? Width.W32 : Width.W64;
  }
}
