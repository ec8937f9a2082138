package io.github.bpf4j.compiler.allocate;

import io.github.bpf4j.compiler.allocate.AllocatedFunction.AllocatedBlock;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Proves of one allocated function that each instruction finds in its registers what the selector
/// meant, whatever way the program took: an abstract run in which every place, register or slot, holds
/// the set of registers of the selected program whose value it has. It shares no code with the
/// allocator (the idea is regalloc2's checker).
public final class AllocationChecker {
  /// Places 0 to 10 are r0 to r10, the slots follow.
  private static final int SLOTS = 11;

  private final MachineFunction function;
  private final AllocatedFunction allocated;
  private final int places;

  private AllocationChecker(MachineFunction function, AllocatedFunction allocated) {
    this.function = function;
    this.allocated = allocated;
    places = SLOTS + allocated.spilled();
  }

  /// Checks the allocation.
  ///
  /// @throws IllegalStateException naming the first instruction that finds a wrong value
  public static void check(MachineFunction function, AllocatedFunction allocated) {
    new AllocationChecker(function, allocated).check();
  }

  private void check() {
    var blocks = allocated.blocks();
    require(blocks.size() == function.blocks().size(), "blocks are missing", null);
    for (int i = 0; i < blocks.size(); i++) {
      var originals = function.blocks().get(i).insns();
      var kept = blocks.get(i).steps().stream().map(Step::origin).filter(o -> o != null).toList();
      require(originals.equals(kept), "instructions are missing or moved in m" + i, null);
      require(
          blocks.get(i).end().targets().equals(function.blocks().get(i).end().targets()),
          "m" + i + " ends otherwise",
          null);
    }
    var states = new BitSet[blocks.size()][];
    var entry = emptyState();
    for (int i = 0; i < SLOTS; i++) {
      entry[i].set(i);
    }
    states[0] = entry;
    var open = new HashSet<>(List.of(0));
    while (!open.isEmpty()) {
      int number = open.iterator().next();
      open.remove(number);
      var block = blocks.get(number);
      var state = copy(states[number]);
      run(block, state, function.blocks().get(number).end());
      for (var target : block.end().targets()) {
        var known = states[target.number()];
        var met = known == null ? copy(state) : meet(known, state);
        if (known == null || !Arrays.equals(known, met)) {
          states[target.number()] = met;
          open.add(target.number());
        }
      }
    }
  }

  private void run(AllocatedBlock block, BitSet[] state, End originalEnd) {
    for (var step : block.steps()) {
      step(step.origin(), step.insn(), state);
    }
    switch (originalEnd) {
      case End.Test(var jump, _, _) -> {
        require(block.end() instanceof End.Test, "another end", jump);
        uses(jump, ((End.Test) block.end()).jump(), state);
      }
      case End.Exit _ -> require(state[0].get(0), "r0 does not hold the result", null);
      case End.Goto _, End.Gate _ -> {}
    }
  }

  private void step(@Nullable MachineInsn origin, @Nullable MachineInsn insn, BitSet[] state) {
    if (origin instanceof MachineInsn.Plain before && before.isCopy()) {
      copyValue(before, insn, state);
    } else if (origin != null) {
      if (insn == null) {
        throw wrong("is gone", origin);
      }
      uses(origin, insn, state);
      define(origin, insn, state);
    } else {
      switch (insn) {
        case MachineInsn.Spill(int slot, int src, _) -> state[SLOTS + slot] = clone(state[src]);
        case MachineInsn.Reload(int dst, int slot, _) -> state[dst] = clone(state[SLOTS + slot]);
        case null, default -> require(false, "was added", insn);
      }
    }
  }

  /// A copy of the selected program gives its value a second name; the copy that is left, if any,
  /// gives it a second place.
  private void copyValue(MachineInsn.Plain before, @Nullable MachineInsn insn, BitSet[] state) {
    if (insn != null) {
      uses(before, insn, state);
      int dst = ((MachineInsn.Plain) insn).dst();
      require(dst != MachineInsn.FRAME, "writes r10", before);
      state[dst] = clone(state[((MachineInsn.Plain) insn).src()]);
    }
    for (var names : state) {
      names.set(before.dst(), names.get(before.src()));
    }
    if (insn == null) {
      require(
          Arrays.stream(state).anyMatch(names -> names.get(before.src())),
          "copies a value that is nowhere",
          before);
    }
  }

  private void uses(MachineInsn origin, MachineInsn insn, BitSet[] state) {
    require(origin.getClass() == insn.getClass() && sameShape(origin, insn), "another one", origin);
    int[] meant = origin.uses();
    int[] found = insn.uses();
    for (int i = 0; i < meant.length; i++) {
      require(
          state[found[i]].get(meant[i]),
          "finds in r%d not the value of %d".formatted(found[i], meant[i]),
          origin);
    }
  }

  private void define(MachineInsn origin, MachineInsn insn, BitSet[] state) {
    int[] meant = origin.defs();
    int[] found = insn.defs();
    for (int i = 0; i < meant.length; i++) {
      require(found[i] != MachineInsn.FRAME, "writes r10", origin);
      for (var names : state) {
        names.clear(meant[i]);
      }
      state[found[i]] = new BitSet();
    }
    for (int i = 0; i < meant.length; i++) {
      state[found[i]].set(meant[i]);
    }
  }

  private static boolean sameShape(MachineInsn origin, MachineInsn insn) {
    return switch (origin) {
      case MachineInsn.Plain plain -> plain.shape().equals(((MachineInsn.Plain) insn).shape());
      case MachineInsn.Call call -> call.equals(insn);
      case MachineInsn.Keep _ -> true;
      case MachineInsn.Spill _, MachineInsn.Reload _ -> false;
    };
  }

  private BitSet[] emptyState() {
    var state = new BitSet[places];
    Arrays.setAll(state, _ -> new BitSet());
    return state;
  }

  private static BitSet[] copy(BitSet[] state) {
    return Arrays.stream(state).map(AllocationChecker::clone).toArray(BitSet[]::new);
  }

  private static BitSet[] meet(BitSet[] first, BitSet[] second) {
    var result = copy(first);
    for (int i = 0; i < result.length; i++) {
      result[i].and(second[i]);
    }
    return result;
  }

  private static BitSet clone(BitSet set) {
    return (BitSet) set.clone();
  }

  private void require(boolean holds, String message, @Nullable MachineInsn insn) {
    if (!holds) {
      throw wrong(message, insn);
    }
  }

  private IllegalStateException wrong(String message, @Nullable MachineInsn insn) {
    return new IllegalStateException(
        "allocation of %s is wrong: %s %s".formatted(function.name(), insn, message));
  }
}
