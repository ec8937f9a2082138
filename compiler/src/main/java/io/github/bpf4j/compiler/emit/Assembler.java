package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import io.github.bpf4j.compiler.ir.Position;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.IsaVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes blocks one after the other, with the offsets of their jumps.
final class Assembler {
  private final List<CodeBlock> blocks;
  private final List<Item> items = new ArrayList<>();
  private final Map<CodeBlock, Integer> starts = new IdentityHashMap<>();

  /// Tests whose target is too far away: these jump to a jump.
  private BitSet far = new BitSet();

  /// An instruction of which the target of the jump is still to come.
  ///
  /// @param site the log statement, where it is a gate
  private record Item(
      Insn insn, @Nullable CodeBlock target, @Nullable Integer site, Position position) {}

  private Assembler(List<CodeBlock> blocks) {
    this.blocks = blocks;
  }

  /// The code of the blocks in their order, with nothing known of the stack.
  ///
  /// @throws IllegalStateException if a jump is too far for the version
  static EmittedCode assemble(String name, List<CodeBlock> blocks, IsaVersion target) {
    var assembler = new Assembler(blocks);
    assembler.write();
    var code = assembler.resolve();
    while (code == null) {
      assembler.write();
      code = assembler.resolve();
    }
    for (var insn : code.insns()) {
      if (insn.requires().compareTo(target) > 0) {
        throw new IllegalStateException(
            ("%s is too large: a jump in its %d instructions does not fit 16 bits; choose"
                    + " instruction set v4 (kernel 6.6), or split the method")
                .formatted(name, code.insns().size()));
      }
    }
    return code;
  }

  private void write() {
    items.clear();
    int slot = 0;
    for (int i = 0; i < blocks.size(); i++) {
      var block = blocks.get(i);
      int first = items.size();
      starts.put(block, slot);
      block.lines.forEach(l -> items.add(new Item(l.insn(), null, null, l.position())));
      end(block, i + 1 < blocks.size() ? blocks.get(i + 1) : null);
      for (var item : items.subList(first, items.size())) {
        slot += item.insn.slots();
      }
    }
  }

  private void end(CodeBlock block, @Nullable CodeBlock next) {
    switch (block.end) {
      case End.Goto(var target) -> go(target, next, Position.NONE);
      case End.Exit _ -> items.add(new Item(new Insn.Exit(), null, null, Position.NONE));
      case End.Gate(int site, _, var disabled) ->
          items.add(new Item(new Insn.Jump(0), disabled, site, Position.NONE));
      case End.Test test -> {
        var jump = test.jump();
        var target = test.then();
        var other = test.otherwise();
        if (target == next && test.isInvertible()) {
          jump =
              new Insn.JumpIf(
                  jump.width(), jump.condition().negate(), jump.dst(), jump.src(), (short) 0);
          target = test.otherwise();
          other = test.then();
        }
        if (far.get(items.size())) {
          items.add(new Item(withOffset(jump, 1), null, null, test.position()));
          items.add(new Item(new Insn.Jump(1), null, null, test.position()));
          items.add(new Item(new Insn.Jump(0), target, null, test.position()));
        } else {
          items.add(new Item(jump, target, null, test.position()));
        }
        go(other, next, test.position());
      }
    }
  }

  private void go(CodeBlock target, @Nullable CodeBlock next, Position position) {
    if (target.isExit() && target != next) {
      items.add(new Item(new Insn.Exit(), null, null, position));
    } else if (target != next) {
      items.add(new Item(new Insn.Jump(0), target, null, position));
    }
  }

  /// The code; null if a test did not reach its target, which [#far] then knows.
  private @Nullable EmittedCode resolve() {
    var insns = new ArrayList<Insn>();
    var lines = new ArrayList<EmittedCode.Line>();
    var gates = new ArrayList<EmittedCode.Gate>();
    var newFar = new BitSet();
    int added = 0;
    int slot = 0;
    for (int i = 0; i < items.size(); i++) {
      var item = items.get(i);
      var insn = item.insn;
      int after = slot + insn.slots();
      int offset = item.target == null ? 0 : starts.getOrDefault(item.target, 0) - after;
      if (far.get(i)) {
        newFar.set(i + added);
      }
      if (item.site != null) {
        gates.add(new EmittedCode.Gate(slot, item.site, offset));
      } else if (item.target != null && insn instanceof Insn.JumpIf jump) {
        if (offset != (short) offset) {
          newFar.set(i + added);
          added += 2;
        } else {
          insn = withOffset(jump, offset);
        }
      } else if (item.target != null) {
        insn = new Insn.Jump(offset);
      }
      insns.add(insn);
      var position = item.position;
      if (!position.equals(Position.NONE)
          && (lines.isEmpty() || !lines.getLast().position().equals(position))) {
        lines.add(new EmittedCode.Line(lines.isEmpty() ? 0 : slot, position));
      }
      slot = after;
    }
    if (added > 0) {
      far = newFar;
      return null;
    }
    return new EmittedCode(insns, lines, gates, 0, 0, 0);
  }

  private static Insn.JumpIf withOffset(Insn.JumpIf jump, int offset) {
    return new Insn.JumpIf(jump.width(), jump.condition(), jump.dst(), jump.src(), (short) offset);
  }
}
