package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives every register of a function one of r0 to r9, or a place on the stack.
///
/// Graph colouring after Briggs, Cooper and Torczon (Improvements to Graph Coloring Register
/// Allocation, 1994): copies are joined where that cannot make colouring harder, registers are taken
/// off the graph from the least constrained on, and coloured in the reverse order; what finds no
/// colour is spilled, and all begins anew. Calls spoil r0 to r5, so what lives across one finds itself
/// in r6 to r9.
public final class Allocator {
  /// r0 to r9.
  static final int AVAILABLE = 10;

  private static final int MAX_ROUNDS = 50;

  private final MachineFunction function;
  private final Set<Integer> unspillable = new HashSet<>();
  private int registers;
  private int slots;

  private Allocator(MachineFunction function) {
    this.function = function;
    this.registers = function.registers();
  }

  /// What allocation did.
  ///
  /// @param slots stack slots of 8 bytes that hold spilled registers
  public record Result(int slots) {}

  /// Allocates in place: afterwards only the machine's registers occur.
  public static Result allocate(MachineFunction function) {
    return new Allocator(function).run();
  }

  private Result run() {
    DeadInsns.remove(function);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      var graph = Interference.of(function, registers);
      join(graph);
      int[] colours = new int[registers];
      List<Integer> uncoloured = colour(graph, colours);
      if (uncoloured.isEmpty()) {
        rewrite(graph, colours);
        return new Result(slots);
      }
      for (int register : uncoloured) {
        spill(graph, register);
      }
      DeadInsns.remove(function);
    }
    throw new IllegalStateException("register allocation of " + function.name() + " does not end");
  }

  private static boolean isMachine(int register) {
    return register < AVAILABLE;
  }

  /// Joins copies until none can be joined safely.
  private static void join(Interference graph) {
    boolean again = true;
    while (again) {
      again = false;
      for (var copy : graph.copies()) {
        int a = graph.find(copy.to());
        int b = graph.find(copy.from());
        if (a == b || graph.interfere(a, b) || isMachine(a) && isMachine(b)) {
          continue;
        }
        int keep = isMachine(b) ? b : a;
        int gone = isMachine(b) ? a : b;
        if (isMachine(keep) ? isSafeForMachine(graph, keep, gone) : isSafe(graph, keep, gone)) {
          graph.join(keep, gone);
          again = true;
        }
      }
    }
  }

  /// George's test: every neighbour of `gone` is no obstacle, or one of `keep` already.
  private static boolean isSafeForMachine(Interference graph, int keep, int gone) {
    return graph.neighbours(gone).stream()
        .allMatch(n -> isMachine(n) && n != keep || isEasy(graph, n) || graph.interfere(n, keep));
  }

  /// Briggs's test: fewer neighbours of many neighbours than there are registers.
  private static boolean isSafe(Interference graph, int keep, int gone) {
    var all = (BitSet) graph.neighbours(keep).clone();
    all.or(graph.neighbours(gone));
    return all.stream().filter(n -> isMachine(n) || !isEasy(graph, n)).count() < AVAILABLE;
  }

  private static boolean isEasy(Interference graph, int register) {
    return !isMachine(register) && graph.neighbours(register).cardinality() < AVAILABLE;
  }

  /// Colours all registers that are not joined into others.
  ///
  /// @param colours filled in
  /// @return those that found none
  private List<Integer> colour(Interference graph, int[] colours) {
    var left = new BitSet();
    for (int r = MachineInsn.FIRST_VIRTUAL; r < registers; r++) {
      if (graph.find(r) == r && (graph.weight(r) > 0 || !graph.neighbours(r).isEmpty())) {
        left.set(r);
      }
    }
    int[] degrees = new int[registers];
    left.stream().forEach(r -> degrees[r] = graph.neighbours(r).cardinality());
    var order = new ArrayList<Integer>();
    while (!left.isEmpty()) {
      int next = next(graph, left, degrees);
      left.clear(next);
      order.add(next);
      graph.neighbours(next).stream().forEach(n -> degrees[n]--);
    }
    java.util.Arrays.fill(colours, MachineInsn.NONE);
    for (int r = 0; r < AVAILABLE; r++) {
      colours[r] = r;
    }
    var uncoloured = new ArrayList<Integer>();
    for (int register : order.reversed()) {
      var taken = new BitSet();
      graph.neighbours(register).stream()
          .filter(n -> colours[n] >= 0)
          .forEach(n -> taken.set(colours[n]));
      int free = taken.nextClearBit(0);
      if (free >= AVAILABLE) {
        uncoloured.add(register);
        continue;
      }
      colours[register] = preferred(graph, register, colours, taken, free);
    }
    return uncoloured;
  }

  /// The least constrained of `left`; if all are constrained, the one that costs least on the stack.
  private int next(Interference graph, BitSet left, int[] degrees) {
    int cheapest = -1;
    double least = Double.MAX_VALUE;
    for (int r = left.nextSetBit(0); r >= 0; r = left.nextSetBit(r + 1)) {
      if (degrees[r] < AVAILABLE) {
        return r;
      }
      double cost = unspillable.contains(r) ? Double.MAX_VALUE / 2 : graph.weight(r) / degrees[r];
      if (cheapest < 0 || cost < least) {
        cheapest = r;
        least = cost;
      }
    }
    return cheapest;
  }

  /// The colour of something that is copied to or from here, if it is free.
  private static int preferred(
      Interference graph, int register, int[] colours, BitSet taken, int otherwise) {
    for (var copy : graph.copies()) {
      int to = graph.find(copy.to());
      int from = graph.find(copy.from());
      int other = to == register ? from : from == register ? to : -1;
      if (other >= 0 && other != register && colours[other] >= 0 && !taken.get(colours[other])) {
        return colours[other];
      }
    }
    return otherwise;
  }

  /// Keeps `register`, and what is joined with it, on the stack between its uses; a constant is made
  /// anew instead.
  private void spill(Interference graph, int register) {
    var members = new BitSet();
    for (int r = 0; r < function.registers() || r < registers; r++) {
      if (r < registers && graph.find(r) == register) {
        members.set(r);
      }
    }
    if (unspillable.contains(register)) {
      throw new IllegalStateException(
          "no register is left for a value of one instruction in " + function.name());
    }
    MachineInsn.Plain constant = Constants.only(function, members);
    int slot = constant == null ? slots++ : -1;
    for (MachineBlock block : function.blocks()) {
      var insns = new ArrayList<MachineInsn>();
      for (MachineInsn insn : block.insns()) {
        boolean reads = mentions(insn.uses(), members);
        boolean writes = mentions(insn.defs(), members);
        if (!reads && !writes) {
          insns.add(insn);
          continue;
        }
        if (constant != null && writes && !reads) {
          continue;
        }
        int fresh = registers++;
        unspillable.add(fresh);
        if (reads) {
          insns.add(
              constant == null
                  ? new MachineInsn.Reload(fresh, slot, insn.position())
                  : constant.map(_ -> fresh));
        }
        insns.add(insn.map(r -> r >= 0 && members.get(r) ? fresh : r));
        if (writes) {
          insns.add(new MachineInsn.Spill(slot, fresh, insn.position()));
        }
      }
      if (block.end() instanceof MachineBlock.End.Test(var jump, var then, var otherwise)
          && mentions(jump.uses(), members)) {
        int fresh = registers++;
        unspillable.add(fresh);
        insns.add(
            constant == null
                ? new MachineInsn.Reload(fresh, slot, jump.position())
                : constant.map(_ -> fresh));
        block.end(
            new MachineBlock.End.Test(
                jump.map(r -> r >= 0 && members.get(r) ? fresh : r), then, otherwise));
      }
      block.insns().clear();
      block.insns().addAll(insns);
    }
  }

  private static boolean mentions(int[] registersOfInsn, BitSet members) {
    for (int register : registersOfInsn) {
      if (members.get(register)) {
        return true;
      }
    }
    return false;
  }

  private void rewrite(Interference graph, int[] colours) {
    for (MachineBlock block : function.blocks()) {
      var insns = new ArrayList<MachineInsn>();
      for (MachineInsn insn : block.insns()) {
        MachineInsn placed = insn.map(r -> place(graph, colours, r));
        boolean toItself =
            placed instanceof MachineInsn.Plain plain
                && plain.shape() instanceof Insn.Alu(_, var op, _, Operand.Reg _)
                && op == AluOp.MOV
                && plain.isCopy()
                && plain.dst() == plain.src();
        if (!toItself) {
          insns.add(placed);
        }
      }
      block.insns().clear();
      block.insns().addAll(insns);
      if (block.end() instanceof MachineBlock.End.Test(var jump, var then, var otherwise)) {
        block.end(
            new MachineBlock.End.Test(jump.map(r -> place(graph, colours, r)), then, otherwise));
      }
    }
  }

  private static int place(Interference graph, int[] colours, int register) {
    if (register == MachineInsn.FRAME || register == MachineInsn.NONE) {
      return register;
    }
    int colour = colours[graph.find(register)];
    if (colour < 0) {
      throw new IllegalStateException("r%d has no place".formatted(register));
    }
    return colour;
  }
}
