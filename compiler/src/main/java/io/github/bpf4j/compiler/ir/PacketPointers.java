package io.github.bpf4j.compiler.ir;

import io.github.bpf4j.isa.Size;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The pointers into the packet, and whether one is still used after the packet moved: the kernel's
/// verifier refuses to read a register that holds one.
final class PacketPointers {
  private final Function function;
  private final Set<Value> pointers = Collections.newSetFromMap(new IdentityHashMap<>());

  /// For each block those that are used there, or behind it, and were made before it.
  private final Map<Block, Set<Value>> alive = new IdentityHashMap<>();

  private PacketPointers(Function function) {
    this.function = function;
  }

  /// A call that moves the packet while a pointer into it will be used still, if there is one.
  static Optional<Instruction> outlived(Function function) {
    if (function.blocks().stream()
        .flatMap(block -> block.instructions().stream())
        .noneMatch(Instruction::movesPacket)) {
      return Optional.empty();
    }
    var pointers = new PacketPointers(function);
    pointers.find();
    pointers.live();
    return function.blocks().stream()
        .flatMap(block -> pointers.outlived(block).stream())
        .findFirst();
  }

  private void find() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : function.blocks()) {
        for (Instruction instruction : block.instructions()) {
          changed |= isMade(instruction) && pointers.add(instruction);
        }
        for (Edge edge : block.terminator().edges()) {
          for (int i = 0; i < edge.arguments().size(); i++) {
            changed |=
                pointers.contains(edge.arguments().get(i))
                    && pointers.add(edge.target().parameters().get(i));
          }
        }
      }
    }
  }

  private boolean isMade(Instruction i) {
    return i.op() == Op.LOAD && i.type() == Type.POINTER && i.size() == Size.W
        || i.op() == Op.OFFSET && pointers.contains(i.operand(0));
  }

  private void live() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : function.blocks().reversed()) {
        var live = atEnd(block);
        for (Instruction instruction : block.instructions().reversed()) {
          step(instruction, live);
        }
        block.parameters().forEach(live::remove);
        changed |= alive.computeIfAbsent(block, _ -> newSet()).addAll(live);
      }
    }
  }

  private Optional<Instruction> outlived(Block block) {
    var live = atEnd(block);
    for (Instruction instruction : block.instructions().reversed()) {
      if (instruction.movesPacket() && !live.isEmpty()) {
        return Optional.of(instruction);
      }
      step(instruction, live);
    }
    return Optional.empty();
  }

  private Set<Value> atEnd(Block block) {
    var live = newSet();
    block.terminator().uses().stream().filter(pointers::contains).forEach(live::add);
    for (Edge edge : block.terminator().edges()) {
      live.addAll(alive.getOrDefault(edge.target(), Set.of()));
    }
    return live;
  }

  private void step(Instruction instruction, Set<Value> live) {
    live.remove(instruction);
    instruction.operands().stream().filter(pointers::contains).forEach(live::add);
  }

  private static Set<Value> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
