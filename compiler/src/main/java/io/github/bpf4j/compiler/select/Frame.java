package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.StackSlot;
import java.util.IdentityHashMap;
import java.util.Map;

/// Where the stack slots of a function lie, below the frame pointer.
final class Frame {
  private final Map<StackSlot, Integer> offsets = new IdentityHashMap<>();
  private int size;

  static Frame of(Function function) {
    var frame = new Frame();
    for (Block block : function.blocks()) {
      block.instructions().forEach(i -> i.operands().forEach(frame::add));
      block.terminator().uses().forEach(frame::add);
    }
    return frame;
  }

  private void add(Value value) {
    if (value instanceof Value.StackAddress(var slot) && !offsets.containsKey(slot)) {
      int alignment = slot.alignment();
      size = (size + slot.size() + alignment - 1) & -alignment;
      offsets.put(slot, -size);
    }
  }

  /// Bytes from the frame pointer to the slot's first byte; negative.
  int offset(StackSlot slot) {
    return offsets.getOrDefault(slot, 0);
  }

  /// Bytes that all slots take.
  int size() {
    return size;
  }
}
