package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.compiler.select.MachineBlock;
import io.github.bpf4j.compiler.select.MachineBlock.End;
import io.github.bpf4j.compiler.select.MachineFunction;
import io.github.bpf4j.compiler.select.MachineInsn;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Register;
import io.github.bpf4j.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts blocks in a row and gives jumps their offsets.
final class Emitter {
  /// A jump whose offset is filled in when all blocks have their place.
  private record Patch(int index, MachineBlock target) {}

  /// A gate whose skip is filled in then.
  private record OpenGate(int slot, int site, MachineBlock disabled) {}

  private final int frame;
  private final List<Insn> insns = new ArrayList<>();
  private final List<Integer> slotOf = new ArrayList<>();
  private final List<EmittedCode.Line> lines = new ArrayList<>();
  private final List<Patch> patches = new ArrayList<>();
  private final List<OpenGate> gates = new ArrayList<>();
  private final Map<MachineBlock, Integer> starts = new HashMap<>();
  private Position position = Position.NONE;
  private int slot;

  private Emitter(int frame) {
    this.frame = frame;
  }

  static EmittedCode emit(MachineFunction function, int spillSlots) {
    int frame = (function.frame() + 7) & -8;
    var emitter = new Emitter(frame);
    var order = Placement.order(function);
    for (int i = 0; i < order.size(); i++) {
      emitter.block(order.get(i), i + 1 < order.size() ? order.get(i + 1) : null);
    }
    return emitter.finish(frame + 8 * spillSlots);
  }

  private void block(MachineBlock block, @Nullable MachineBlock next) {
    starts.put(block, slot);
    for (MachineInsn insn : block.insns()) {
      add(insn(insn), insn.position());
    }
    switch (block.end()) {
      case End.Exit _ -> add(new Insn.Exit(), position);
      case End.Goto(var target) -> jumpUnlessNext(Placement.through(target), next);
      case End.Gate(int site, var enabled, var disabled) -> {
        gates.add(new OpenGate(slot, site, Placement.through(disabled)));
        add(new Insn.Jump(0), position);
        jumpUnlessNext(Placement.through(enabled), next);
      }
      case End.Test(var jump, var then, var otherwise) -> {
        var target = Placement.through(then);
        var fallthrough = Placement.through(otherwise);
        var insn = (Insn.JumpIf) jump.insn();
        if (target == next) {
          insn =
              new Insn.JumpIf(
                  insn.width(), insn.condition().negate(), insn.dst(), insn.src(), (short) 0);
          target = fallthrough;
          fallthrough = Placement.through(then);
        }
        patches.add(new Patch(insns.size(), target));
        add(insn, jump.position());
        jumpUnlessNext(fallthrough, next);
      }
    }
  }

  private void jumpUnlessNext(MachineBlock target, @Nullable MachineBlock next) {
    if (target != next) {
      patches.add(new Patch(insns.size(), target));
      add(new Insn.Jump(0), position);
    }
  }

  private Insn insn(MachineInsn insn) {
    return switch (insn) {
      case MachineInsn.Plain plain -> plain.insn();
      case MachineInsn.Call call -> new Insn.Call(call.helper());
      case MachineInsn.Spill(int spillSlot, int src, _) ->
          new Insn.Store(Size.DW, Register.R10, offset(spillSlot), Register.of(src));
      case MachineInsn.Reload(int dst, int spillSlot, _) ->
          new Insn.Load(Size.DW, false, Register.of(dst), Register.R10, offset(spillSlot));
    };
  }

  private short offset(int spillSlot) {
    return (short) (-frame - 8 * (spillSlot + 1));
  }

  private void add(Insn insn, Position from) {
    Position at = from.equals(Position.NONE) ? position : from;
    if (lines.isEmpty() || !at.equals(position)) {
      lines.add(new EmittedCode.Line(slot, at));
    }
    position = at;
    insns.add(insn);
    slotOf.add(slot);
    slot += insn.slots();
  }

  private EmittedCode finish(int stack) {
    for (Patch patch : patches) {
      int from = slotOf.get(patch.index()) + 1;
      int offset = start(patch.target()) - from;
      insns.set(
          patch.index(),
          switch (insns.get(patch.index())) {
            case Insn.JumpIf(var width, var condition, var dst, var src, _) ->
                new Insn.JumpIf(width, condition, dst, src, (short) offset);
            default -> new Insn.Jump(offset);
          });
      if (offset != (short) offset) {
        throw new IllegalStateException("a jump of %d slots is too far".formatted(offset));
      }
    }
    var closed = new ArrayList<EmittedCode.Gate>();
    for (OpenGate gate : gates) {
      closed.add(
          new EmittedCode.Gate(gate.slot(), gate.site(), start(gate.disabled()) - gate.slot() - 1));
    }
    return new EmittedCode(insns, lines, closed, stack);
  }

  private int start(MachineBlock block) {
    Integer start = starts.get(block);
    if (start == null) {
      throw new IllegalStateException(block + " was not placed");
    }
    return start;
  }
}
