package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.allocate.AllocatedFunction.AllocatedBlock;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives each register of a function one of r0 to r9, or a stack slot where there are too few: colours
/// the interference graph, spills what finds no colour, and begins again.
public final class Allocator {
  private static final int MAX_ROUNDS = 100;

  private Allocator() {}

  /// The function on the machine's registers. How much stack it may use is the caller's to check.
  public static AllocatedFunction allocate(MachineFunction function) {
    var blocks = function.blocks().stream().map(WorkBlock::new).toList();
    var spiller = new Spiller(blocks, function.registers());
    for (int round = 0; round < MAX_ROUNDS; round++) {
      var graph = new Interference(blocks, spiller.registers());
      var coloring = new Coloring(graph, spiller.registers(), spiller.temporary());
      var spilled = coloring.spilled();
      if (spilled.isEmpty()) {
        return finish(function, blocks, spiller, coloring);
      }
      spiller.spill(spilled);
    }
    throw new IllegalStateException(
        "registers of %s not allocated after %d rounds".formatted(function.name(), MAX_ROUNDS));
  }

  private static AllocatedFunction finish(
      MachineFunction function, List<WorkBlock> blocks, Spiller spiller, Coloring coloring) {
    dropUnreadSpills(blocks);
    int[] slots = slots(blocks, spiller.slotCount());
    int used = 0;
    for (int slot : slots) {
      used = Math.max(used, slot + 1);
    }
    int own = (function.frame() + 7) & -8;
    int frame = own + 8 * used;
    int reloads = 0;
    var result = new ArrayList<AllocatedBlock>();
    for (var block : blocks) {
      var steps = new ArrayList<Step>();
      for (var step : block.steps) {
        var insn = step.insn() == null ? null : mapped(step.insn(), coloring, slots);
        reloads += insn instanceof MachineInsn.Reload ? 1 : 0;
        steps.add(new Step(step.origin(), insn));
      }
      var end =
          block.end instanceof End.Test(var jump, var then, var otherwise)
              ? new End.Test(jump.map(r -> color(coloring, r)), then, otherwise)
              : block.end;
      result.add(new AllocatedBlock(block.origin, steps, end));
    }
    return new AllocatedFunction(result, frame, used, reloads);
  }

  /// Drops what puts into a slot that nothing reads before it is written again: half of a computation in place.
  private static void dropUnreadSpills(List<WorkBlock> blocks) {
    var liveness = new Liveness(blocks, Liveness.Kind.SLOTS);
    for (var block : blocks) {
      var live = liveness.atEnd(block);
      var read = new ArrayList<Step>();
      for (var step : block.steps.reversed()) {
        if (!(step.insn() instanceof MachineInsn.Spill(int slot, _, _)) || live.get(slot)) {
          read.add(step);
        }
        if (step.insn() != null) {
          liveness.before(step.insn(), live);
        }
      }
      block.steps = new ArrayList<>(read.reversed());
    }
  }

  private static @Nullable MachineInsn mapped(MachineInsn insn, Coloring coloring, int[] slots) {
    return switch (insn.map(r -> color(coloring, r))) {
      case MachineInsn.Spill(int slot, int src, var position) ->
          new MachineInsn.Spill(slots[slot], src, position);
      case MachineInsn.Reload(int dst, int slot, var position) ->
          new MachineInsn.Reload(dst, slots[slot], position);
      case MachineInsn.Plain plain when plain.isCopy() && plain.dst() == plain.src() -> null;
      case MachineInsn other -> other;
    };
  }

  private static int color(Coloring coloring, int register) {
    return register == MachineInsn.FRAME ? register : coloring.color(register);
  }

  /// Slots that are never needed at the same time become one.
  private static int[] slots(List<WorkBlock> blocks, int count) {
    var conflicts = new BitSet[count];
    for (int i = 0; i < count; i++) {
      conflicts[i] = new BitSet();
    }
    var liveness = new Liveness(blocks, Liveness.Kind.SLOTS);
    for (var block : blocks) {
      var live = liveness.atEnd(block);
      for (var step : block.steps.reversed()) {
        if (step.insn() instanceof MachineInsn.Spill(int slot, _, _)) {
          for (int other = live.nextSetBit(0); other >= 0; other = live.nextSetBit(other + 1)) {
            conflicts[slot].set(other);
            conflicts[other].set(slot);
          }
        }
        if (step.insn() != null) {
          liveness.before(step.insn(), live);
        }
      }
    }
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      var taken = new BitSet();
      for (int other = conflicts[i].nextSetBit(0);
          other >= 0 && other < i;
          other = conflicts[i].nextSetBit(other + 1)) {
        taken.set(places[other]);
      }
      places[i] = taken.nextClearBit(0);
    }
    return places;
  }
}
