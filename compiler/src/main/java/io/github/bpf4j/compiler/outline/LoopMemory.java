package io.github.bpf4j.compiler.outline;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.compiler.ir.Value.Constant;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.List;

/// Memory that a loop and the function around it share: places of 8 bytes, one after the other.
final class LoopMemory {
  /// A place for a value of `type`.
  record Place(int offset, Type type) {
    private Size size() {
      return type == Type.I32 ? Size.W : Size.DW;
    }

    /// Stores `value` here, at the end of `block`.
    ///
    /// A number is stored 16 bits at a time. Of one that is stored as a whole the verifier remembers
    /// what it knew, and would look at the loop again for each.
    void store(Block block, Value memory, Value value, Position position) {
      if (type == Type.POINTER) {
        block.instructions().add(Instruction.store(Size.DW, memory, offset, value, position));
        return;
      }
      for (int bits = 0; bits < size().bits(); bits += Size.H.bits()) {
        Value part = value;
        if (bits > 0) {
          var shifted = Instruction.of(Op.SHR, type, position, value, Constant.of(bits));
          block.instructions().add(shifted);
          part = shifted;
        }
        block
            .instructions()
            .add(Instruction.store(Size.H, memory, offset + bits / 8, part, position));
      }
    }

    /// Loads what is here, at the end of `block`.
    Instruction load(Block block, Value memory, Position position) {
      var load = Instruction.load(type, size(), false, memory, offset, position);
      block.instructions().add(load);
      return load;
    }
  }

  private final List<Place> places = new ArrayList<>();

  /// A place that nothing else has.
  Place place(Type type) {
    var place = new Place(8 * places.size(), type);
    places.add(place);
    return place;
  }

  /// Bytes in all.
  int size() {
    return 8 * places.size();
  }

  /// Clears all places, at the end of `block`: no byte of the stack may be read that was not written.
  void clear(Block block, Value memory, Position position) {
    for (var place : places) {
      block
          .instructions()
          .add(Instruction.store(Size.DW, memory, place.offset(), Constant.of(0L), position));
    }
  }
}
