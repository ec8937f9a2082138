package io.github.bpf4j.compiler.inline;

import io.github.bpf4j.compiler.ir.Block;
import io.github.bpf4j.compiler.ir.Instruction;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.ir.Type;
import io.github.bpf4j.compiler.ir.Value;
import io.github.bpf4j.isa.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A stretch of a program on which the packet does not move. At its beginning the pointers to the packet
/// are loaded, and nothing that was taken from the packet in another one may be used: the kernel's verifier
/// forgets all pointers into the packet whenever a helper may have moved it.
///
/// An epoch begins with the program, behind a call that moves the packet, and where ways meet that
/// are not in the same one.
final class Epoch {
  private final Block block;
  private final Begin begin;
  private final @Nullable Instruction call;
  private final @Nullable Position moved;
  private final List<Epoch> before;
  private final Map<Integer, Value> pointers = new HashMap<>();

  /// Where in its block an epoch begins.
  private enum Begin {
    START,
    BEHIND_CALL,
    END
  }

  private Epoch(
      Block block,
      Begin begin,
      @Nullable Instruction call,
      @Nullable Position moved,
      List<Epoch> before) {
    this.block = block;
    this.begin = begin;
    this.call = call;
    this.moved = moved;
    this.before = before;
  }

  /// The first one of a function with this entry block, which leads to everything else.
  static Epoch first(Block entry) {
    return new Epoch(entry, Begin.END, null, null, List.of());
  }

  /// The one that begins behind `call`, in `block`, which moves the packet.
  Epoch after(Instruction call, Block block) {
    return new Epoch(block, Begin.BEHIND_CALL, call, call.position(), List.of(this));
  }

  /// The one that begins with `block`, where ways in these epochs meet: the same one, if they are all in one.
  static Epoch meeting(List<Epoch> ways, Block block) {
    Epoch first = ways.getFirst();
    return ways.stream().allMatch(first::equals)
        ? first
        : new Epoch(block, Begin.START, null, null, List.copyOf(ways));
  }

  /// The one that begins with `block`, the head of a loop that is entered in this one and moves the packet at
  /// `position`.
  Epoch loop(Position position, Block block) {
    return new Epoch(block, Begin.START, null, position, List.of(this));
  }

  /// The pointer in the field at `offset` of `context`, as it is in this epoch.
  ///
  /// @param position what it is needed for first
  Value pointer(Value context, int offset, Position position) {
    return pointers.computeIfAbsent(
        offset,
        field -> {
          var load = Instruction.load(Type.POINTER, Size.W, false, context, field, position);
          var instructions = block.instructions();
          instructions.add(
              switch (begin) {
                case START -> pointers.size();
                case BEHIND_CALL -> instructions.indexOf(call) + 1 + pointers.size();
                case END -> instructions.size();
              },
              load);
          return load;
        });
  }

  /// Where the packet moved between `taken`, an epoch on a way to here, and this one; nowhere if it did not.
  Position movedSince(Epoch taken) {
    if (moved != null) {
      return moved;
    }
    return before.stream()
        .filter(epoch -> epoch != taken)
        .map(epoch -> epoch.movedSince(taken))
        .filter(position -> !position.equals(Position.NONE))
        .findFirst()
        .orElse(Position.NONE);
  }
}
