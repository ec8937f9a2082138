package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a function's own stack slots lie. Slots that are never in use at the same time share their
/// place: the stack is 512 bytes for a whole call chain.
///
/// A slot is in use between the first and the last instruction that names it, on any way. One whose
/// address goes elsewhere than into a memory access or a call is taken to be in use everywhere.
final class Frame {
  private final Map<Value.StackSlot, Integer> numbers = new LinkedHashMap<>();
  private final Map<Value.StackSlot, Integer> offsets = new HashMap<>();
  private final BitSet everywhere = new BitSet();
  private final Map<Block, BitSet> before = new IdentityHashMap<>();
  private final Map<Block, BitSet> after = new IdentityHashMap<>();
  private int size;

  Frame(Dominators dominators) {
    var blocks = dominators.reversePostorder();
    for (var block : blocks) {
      block.instructions().forEach(this::number);
      block.terminator().uses().forEach(this::escape);
    }
    if (!numbers.isEmpty()) {
      spread(blocks, dominators);
      place(conflicts(blocks));
    }
  }

  /// Bytes below r10 that the slots take.
  int size() {
    return size;
  }

  /// Where a slot begins, as an offset to r10.
  int offset(Value.StackSlot slot) {
    var offset = offsets.get(slot);
    if (offset == null) {
      throw new IllegalStateException("a stack slot has no place");
    }
    return offset;
  }

  private void number(Instruction instruction) {
    for (int i = 0; i < instruction.operands().size(); i++) {
      if (instruction.operand(i) instanceof Value.StackAddress(var slot)) {
        numbers.putIfAbsent(slot, numbers.size());
        boolean stays = instruction.op().isCall() || (instruction.touchesMemory() && i == 0);
        if (!stays) {
          escape(instruction.operand(i));
        }
      }
    }
  }

  private void escape(Value value) {
    if (value instanceof Value.StackAddress(var slot)) {
      numbers.putIfAbsent(slot, numbers.size());
      everywhere.set(numbers.getOrDefault(slot, 0));
    }
  }

  /// The slots that an instruction names.
  private BitSet named(Instruction instruction) {
    var named = new BitSet();
    for (var operand : instruction.operands()) {
      if (operand instanceof Value.StackAddress(var slot)) {
        named.set(numbers.getOrDefault(slot, 0));
      }
    }
    return named;
  }

  /// Which slots may have been named before a block begins, and which may be after it ends.
  private void spread(List<Block> blocks, Dominators dominators) {
    var all = new IdentityHashMap<Block, BitSet>();
    for (var block : blocks) {
      var named = new BitSet();
      block.instructions().forEach(i -> named.or(named(i)));
      all.put(block, named);
      before.put(block, new BitSet());
      after.put(block, new BitSet());
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var block : blocks) {
        for (var from : dominators.predecessors(block)) {
          changed |= flow(before, from, block, all);
        }
      }
      for (var block : blocks.reversed()) {
        for (var edge : block.terminator().edges()) {
          changed |= flow(after, edge.target(), block, all);
        }
      }
    }
  }

  private static boolean flow(
      Map<Block, BitSet> sets, Block from, Block to, Map<Block, BitSet> named) {
    var target = sets.getOrDefault(to, new BitSet());
    int count = target.cardinality();
    target.or(sets.getOrDefault(from, new BitSet()));
    target.or(named.getOrDefault(from, new BitSet()));
    return target.cardinality() > count;
  }

  private BitSet[] conflicts(List<Block> blocks) {
    var conflicts = new BitSet[numbers.size()];
    for (int i = 0; i < conflicts.length; i++) {
      conflicts[i] = (BitSet) everywhere.clone();
      if (everywhere.get(i)) {
        conflicts[i].set(0, conflicts.length);
      }
    }
    for (var block : blocks) {
      var instructions = block.instructions();
      var later = new BitSet[instructions.size() + 1];
      later[instructions.size()] = after.getOrDefault(block, new BitSet());
      for (int i = instructions.size() - 1; i >= 0; i--) {
        later[i] = named(instructions.get(i));
        later[i].or(later[i + 1]);
      }
      var earlier = (BitSet) before.getOrDefault(block, new BitSet()).clone();
      for (int i = 0; i <= instructions.size(); i++) {
        if (i < instructions.size()) {
          earlier.or(named(instructions.get(i)));
        }
        var live = (BitSet) earlier.clone();
        live.and(later[i]);
        live.stream().forEach(slot -> conflicts[slot].or(live));
      }
    }
    return conflicts;
  }

  /// Each slot as near to r10 as those placed before allow.
  private void place(BitSet[] conflicts) {
    for (var slot : numbers.keySet()) {
      int number = numbers.getOrDefault(slot, 0);
      int bottom = 0;
      boolean free = false;
      while (!free) {
        bottom = aligned(bottom + slot.size(), slot.alignment());
        free = true;
        for (var other : offsets.keySet()) {
          int top = bottom - slot.size();
          int otherBottom = -offset(other);
          int otherTop = otherBottom - other.size();
          if (conflicts[number].get(numbers.getOrDefault(other, 0))
              && top < otherBottom
              && otherTop < bottom) {
            bottom = otherBottom;
            free = false;
            break;
          }
        }
      }
      offsets.put(slot, -bottom);
      size = Math.max(size, bottom);
    }
  }

  private static int aligned(int number, int alignment) {
    return (number + alignment - 1) & -alignment;
  }
}
