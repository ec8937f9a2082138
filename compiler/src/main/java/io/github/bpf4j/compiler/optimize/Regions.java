package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Op;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import org.jspecify.annotations.Nullable;

/// Which memory pointers lead to, as far as the order of loads and stores needs it.
final class Regions {
  private final @Nullable Value context;
  private boolean packetIsWritten;
  private boolean packetMoves;

  private Regions(@Nullable Value context) {
    this.context = context;
  }

  static Regions of(Function function) {
    var regions = new Regions(function.context());
    for (Block block : function.blocks()) {
      for (Instruction instruction : block.instructions()) {
        boolean writes = instruction.op() == Op.STORE || instruction.op() == Op.ATOMIC;
        boolean calls = instruction.runsFunction();
        if (calls
            || instruction.writesPacket()
            || writes && !isKnownOther(instruction.operand(0))) {
          regions.packetIsWritten = true;
        }
        regions.packetMoves |= calls || instruction.movesPacket();
      }
    }
    return regions;
  }

  /// Whether `load` gives the same at each place where it may stand. Where the packet moves, the pointers
  /// to it change with that; each is loaded once between two moves anyway.
  boolean isStable(Instruction load) {
    Value base = load.operand(0);
    if (base.equals(context)) {
      return !(packetMoves && load.type() == Type.POINTER);
    }
    return !packetIsWritten && isPacket(base);
  }

  private boolean isPacket(Value pointer) {
    return pointer instanceof Instruction i
        && (i.op() == Op.OFFSET && isPacket(i.operand(0))
            || i.op() == Op.LOAD && i.type() == Type.POINTER && i.operand(0).equals(context));
  }

  /// Whether `pointer` certainly does not lead to the packet.
  private static boolean isKnownOther(Value pointer) {
    return switch (pointer) {
      case Value.StackAddress _, Value.MapValueAddress _ -> true;
      case Instruction i when i.op() == Op.OFFSET -> isKnownOther(i.operand(0));
      case Instruction i -> i.op() == Op.CALL;
      default -> false;
    };
  }
}
