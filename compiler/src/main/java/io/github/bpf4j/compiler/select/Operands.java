package io.github.bpf4j.compiler.select;

import io.github.bpf4j.compiler.ir.Dominators;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Pseudo;
import io.github.bpf4j.isa.Width;
import java.util.IdentityHashMap;
import java.util.Map;

/// Which register holds a value. What is known without computing is made anew at each use.
final class Operands {
  private final Code code;
  private final Map<Value, Integer> registers = new IdentityHashMap<>();
  private final Map<Value.StackSlot, Integer> offsets = new IdentityHashMap<>();
  private int frame;

  Operands(Code code, Dominators dominators) {
    this.code = code;
    for (var block : dominators.reversePostorder()) {
      for (var instruction : block.instructions()) {
        instruction.operands().forEach(this::place);
      }
      block.terminator().uses().forEach(this::place);
    }
  }

  /// Bytes that the function's own stack slots take.
  int frame() {
    return frame;
  }

  /// Where in the frame a slot begins, as an offset to r10.
  int offset(Value.StackSlot slot) {
    return offsets.getOrDefault(slot, 0);
  }

  /// This register holds the value from here on.
  void define(Value value, int register) {
    registers.put(value, register);
  }

  /// The register that holds the value. Not to be written.
  int register(Value value) {
    if (value instanceof Instruction || value instanceof Value.Parameter) {
      var register = registers.get(value);
      if (register == null) {
        throw new IllegalStateException("a value is used that was not selected");
      }
      return register;
    }
    int register = code.fresh();
    copyTo(register, value);
    return register;
  }

  /// Gives `register` the value.
  void copyTo(int register, Value value) {
    switch (value) {
      case Value.Constant(var type, long number) -> code.constant(register, type, number);
      case Value.MapAddress(int map) -> code.loadImm64(register, Pseudo.MAP_IDX, map, 0);
      case Value.MapValueAddress(int map, int offset) ->
          code.loadImm64(register, Pseudo.MAP_IDX_VALUE, map, offset);
      case Value.StackAddress(var slot) -> {
        code.copy(register, MachineInsn.FRAME);
        code.aluConstant(Width.W64, AluOp.ADD, register, offset(slot));
      }
      case Value.Parameter _, Instruction _ -> code.copy(register, register(value));
    }
  }

  /// A register and a constant to add to it.
  record Location(int register, int offset) {}

  /// Where a load or store of `offset` bytes from `base` goes to.
  Location address(Value base, int offset) {
    var address = Folding.address(base, offset);
    if (address.base() instanceof Value.StackAddress(var slot)) {
      return new Location(MachineInsn.FRAME, offset(slot) + address.offset());
    }
    return new Location(register(address.base()), address.offset());
  }

  private void place(Value value) {
    if (value instanceof Value.StackAddress(var slot) && !offsets.containsKey(slot)) {
      frame = (frame + slot.size() + slot.alignment() - 1) & -slot.alignment();
      offsets.put(slot, -frame);
    }
  }
}
