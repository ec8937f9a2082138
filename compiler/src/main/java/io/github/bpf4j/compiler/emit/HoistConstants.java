package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import io.github.bpf4j.isa.AluOp;
import io.github.bpf4j.isa.Insn;
import io.github.bpf4j.isa.Operand;
import io.github.bpf4j.isa.Register;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `if c goto A; …; if d goto A; … A: r = 1, exit` becomes `r = 1; if c goto A; …; if d goto A; … A: exit`
/// where the ways that do not lead to `A` need nothing that was in `r`, and leave it alone in between: one
/// block less, or one jump.
final class HoistConstants {
  private final List<CodeBlock> blocks;
  private final Map<CodeBlock, List<CodeBlock>> predecessors = new IdentityHashMap<>();
  private final CodeLiveness liveness;

  private HoistConstants(CodeBlock entry) {
    blocks = Cleanup.reachable(entry);
    liveness = new CodeLiveness(blocks);
    for (var block : blocks) {
      block
          .end
          .targets()
          .forEach(t -> predecessors.computeIfAbsent(t, _ -> new ArrayList<>()).add(block));
    }
  }

  /// Moves the constant of one block, if there is one to move.
  static boolean run(CodeBlock entry) {
    var hoist = new HoistConstants(entry);
    for (var block : hoist.blocks) {
      if (block.end instanceof End.Test test) {
        for (var moved : test.targets()) {
          if (hoist.hoist(block, test, moved)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean hoist(CodeBlock first, End.Test test, CodeBlock moved) {
    var dst = constantOnly(moved);
    var from = predecessors.getOrDefault(moved, List.of());
    var other = test.then() == moved ? test.otherwise() : test.then();
    if (dst == null || from.getFirst() != first || test.reads(dst) || liveness.isLive(other, dst)) {
      return false;
    }
    var line = moved.lines.getFirst();
    first.lines.add(line);
    if (from.size() > 1) {
      var known = new KnownConstants(blocks);
      if (!from.stream().allMatch(block -> known.isKnown(block, dst, line.insn()))) {
        first.lines.removeLast();
        return false;
      }
    }
    moved.lines.removeFirst();
    return true;
  }

  /// The register that a block sets to a constant, if that and to go on is all it does. What runs rarely
  /// is only worth an instruction elsewhere where that saves two.
  private static @Nullable Register constantOnly(CodeBlock block) {
    boolean goesOn = block.end instanceof End.Exit || block.end instanceof End.Goto && !block.cold;
    return goesOn
            && block.lines.size() == 1
            && block.lines.getFirst().insn()
                instanceof Insn.Alu(_, AluOp op, Register dst, Operand.Imm _)
            && op == AluOp.MOV
        ? dst
        : null;
  }
}
