package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Moves registers to stack slots: kept after each write, taken back before reads.
///
/// At first a register becomes one for each stretch of a block between calls, so that reads which follow
/// each other share a reload. Where even these find no place, they become one for each instruction,
/// and those are never spilled.
final class Spiller {
  private final List<WorkBlock> blocks;
  private final Map<Integer, Integer> slots = new HashMap<>();
  private final BitSet stretches = new BitSet();
  private final BitSet temporary = new BitSet();
  private int registers;
  private int slotCount;

  private final Map<Integer, Integer> victims = new HashMap<>();
  private final Map<Integer, Integer> loaded = new HashMap<>();

  Spiller(List<WorkBlock> blocks, int registers) {
    this.blocks = blocks;
    this.registers = registers;
  }

  /// One more than the highest register.
  int registers() {
    return registers;
  }

  /// How many slots are in use.
  int slotCount() {
    return slotCount;
  }

  /// The registers that must not be spilled.
  BitSet temporary() {
    return temporary;
  }

  /// Spills each register of each group. Those of one group never live at the same time.
  void spill(List<BitSet> groups) {
    victims.clear();
    for (var group : groups) {
      int shared = MachineInsn.NONE;
      for (int register = group.nextSetBit(0);
          register >= 0;
          register = group.nextSetBit(register + 1)) {
        // A stretch of a register that was spilled has its slot already.
        var slot = slots.get(register);
        if (slot == null) {
          if (shared == MachineInsn.NONE) {
            shared = slotCount++;
          }
          slot = shared;
        }
        victims.put(register, slot);
      }
    }
    blocks.forEach(this::rewrite);
  }

  private void rewrite(WorkBlock block) {
    var steps = new ArrayList<Step>();
    loaded.clear();
    for (var step : block.steps) {
      var insn = step.insn();
      if (insn == null) {
        steps.add(step);
      } else if (isOwn(insn) || isCopyWithinSlot(insn)) {
        // What it did is done where the register is written or read.
        insn.map(this::forget);
        if (step.origin() != null) {
          steps.add(new Step(step.origin(), null));
        }
      } else {
        rewrite(step.origin(), insn, steps);
      }
    }
    if (block.end instanceof End.Test(var jump, var then, var otherwise)) {
      var before = new ArrayList<MachineInsn>();
      reload(jump, before);
      before.forEach(i -> steps.add(new Step(null, i)));
      block.end = new End.Test(jump.map(this::replacement), then, otherwise);
    }
    block.steps = steps;
  }

  private void rewrite(@Nullable MachineInsn origin, MachineInsn insn, List<Step> steps) {
    var before = new ArrayList<MachineInsn>();
    reload(insn, before);
    before.forEach(i -> steps.add(new Step(null, i)));
    var places = new HashMap<>(loaded);
    var spills = new ArrayList<MachineInsn>();
    for (int defined : insn.defs()) {
      var slot = victims.get(defined);
      if (slot != null) {
        int register = reads(insn, defined) ? replacement(defined) : stretch(defined, slot);
        places.put(defined, register);
        // Whatever else was in the slot or the register is dead.
        loaded.values().removeIf(r -> r == register);
        loaded.keySet().removeIf(v -> slot.equals(victims.get(v)));
        loaded.put(defined, register);
        spills.add(new MachineInsn.Spill(slot, register, insn.position()));
      }
    }
    steps.add(new Step(origin, insn.map(r -> places.getOrDefault(r, r))));
    spills.forEach(i -> steps.add(new Step(null, i)));
    if (insn instanceof MachineInsn.Call) {
      loaded.clear();
    }
    // What is loaded for one instruction alone is forgotten after it.
    loaded.values().removeIf(temporary::get);
  }

  private void reload(MachineInsn insn, List<MachineInsn> before) {
    for (int used : insn.uses()) {
      var slot = victims.get(used);
      if (slot != null && !loaded.containsKey(used)) {
        int register = stretch(used, slot);
        loaded.put(used, register);
        before.add(new MachineInsn.Reload(register, slot, insn.position()));
      }
    }
  }

  private int replacement(int register) {
    return loaded.getOrDefault(register, register);
  }

  /// A new register in place of a spilled one.
  private int stretch(int spilled, int slot) {
    int register = registers++;
    if (stretches.get(spilled)) {
      temporary.set(register);
    } else {
      stretches.set(register);
      slots.put(register, slot);
    }
    return register;
  }

  private boolean isOwn(MachineInsn insn) {
    return switch (insn) {
      case MachineInsn.Spill(int slot, int src, _) -> isSpilledTo(src, slot);
      case MachineInsn.Reload(int dst, int slot, _) -> isSpilledTo(dst, slot);
      default -> false;
    };
  }

  private boolean isCopyWithinSlot(MachineInsn insn) {
    return insn instanceof MachineInsn.Plain plain
        && plain.isCopy()
        && victims.get(plain.src()) instanceof Integer slot
        && isSpilledTo(plain.dst(), slot);
  }

  private boolean isSpilledTo(int register, int slot) {
    return victims.get(register) instanceof Integer own && own == slot;
  }

  private int forget(int register) {
    loaded.remove(register);
    return register;
  }

  private static boolean reads(MachineInsn insn, int register) {
    for (int used : insn.uses()) {
      if (used == register) {
        return true;
      }
    }
    return false;
  }
}
