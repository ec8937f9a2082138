package io.github.bpf4j.compiler.select;

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
  private final Frame frame;

  Operands(Code code, Frame frame) {
    this.code = code;
    this.frame = frame;
  }

  /// Where in the frame a slot begins, as an offset to r10.
  int offset(Value.StackSlot slot) {
    return frame.offset(slot);
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
      case Value.FunctionAddress(int function) ->
          code.loadImm64(register, Pseudo.FUNC, function, 0);
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
}
