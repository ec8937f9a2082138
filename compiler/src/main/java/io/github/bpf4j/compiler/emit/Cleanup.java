package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import io.github.bpf4j.isa.Insn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Makes the graph of blocks smaller, now that registers are known and most copies are gone: empty
/// blocks, blocks that follow each other, equal blocks, equal ends.
final class Cleanup {
  private final CodeBlock entry;

  private Cleanup(CodeBlock entry) {
    this.entry = entry;
  }

  /// Cleans up what can be reached from `entry`; it stays the entry.
  static void run(CodeBlock entry) {
    var cleanup = new Cleanup(entry);
    cleanup.simplify();
    // Before constants move away from the ends that have them in common.
    cleanup.shareTails();
    cleanup.simplify();
    while (HoistConstants.run(entry)) {
      cleanup.simplify();
    }
    cleanup.shareExit();
  }

  private void simplify() {
    boolean changed = true;
    while (changed) {
      changed = skipEmpty();
      changed |= join();
      changed |= mergeEqual();
    }
  }

  /// The blocks that can be reached, each after its predecessors but for loops.
  static List<CodeBlock> reachable(CodeBlock entry) {
    var order = new ArrayList<CodeBlock>();
    var seen = Collections.newSetFromMap(new IdentityHashMap<CodeBlock, Boolean>());
    record Visit(CodeBlock block, int next) {}
    var stack = new ArrayDeque<Visit>();
    seen.add(entry);
    stack.push(new Visit(entry, 0));
    while (!stack.isEmpty()) {
      var visit = stack.pop();
      var targets = visit.block.end.targets();
      if (visit.next == targets.size()) {
        order.add(visit.block);
        continue;
      }
      stack.push(new Visit(visit.block, visit.next + 1));
      if (seen.add(targets.get(visit.next))) {
        stack.push(new Visit(targets.get(visit.next), 0));
      }
    }
    return order.reversed();
  }

  private boolean skipEmpty() {
    boolean changed = false;
    for (var block : reachable(entry)) {
      var end = block.end.map(Cleanup::destination);
      if (end instanceof End.Test(_, _, var then, var otherwise) && then == otherwise) {
        end = new End.Goto(then);
      }
      if (end instanceof End.Goto(var target) && target.isExit()) {
        end = new End.Exit();
      }
      changed |= !end.equals(block.end);
      block.end = end;
    }
    return changed;
  }

  /// Where one really arrives.
  private static CodeBlock destination(CodeBlock block) {
    var first = block;
    while (block.lines.isEmpty() && block.end instanceof End.Goto(var target)) {
      block = target;
      if (block == first) {
        // A loop that does nothing.
        return block;
      }
    }
    return block;
  }

  private boolean join() {
    var predecessors = predecessors();
    boolean changed = false;
    for (var block : reachable(entry)) {
      while (block.end instanceof End.Goto(var target)
          && target != block
          && target != entry
          && predecessors.getOrDefault(target, 0) == 1) {
        block.lines.addAll(target.lines);
        block.end = target.end;
        changed = true;
      }
    }
    return changed;
  }

  private Map<CodeBlock, Integer> predecessors() {
    var counts = new IdentityHashMap<CodeBlock, Integer>();
    for (var block : reachable(entry)) {
      block.end.targets().forEach(t -> counts.merge(t, 1, Integer::sum));
    }
    return counts;
  }

  private boolean mergeEqual() {
    record Key(List<Insn> insns, Object end) {}
    var known = new HashMap<Key, CodeBlock>();
    var replacements = new IdentityHashMap<CodeBlock, CodeBlock>();
    for (var block : reachable(entry)) {
      // A gate belongs to one statement.
      if (block != entry && !(block.end instanceof End.Gate)) {
        var end =
            block.end instanceof End.Test(var jump, _, var then, var otherwise)
                ? List.of(jump, then, otherwise)
                : block.end;
        var same = known.putIfAbsent(new Key(insns(block), end), block);
        if (same != null) {
          replacements.put(block, same);
        }
      }
    }
    for (var block : reachable(entry)) {
      block.end = block.end.map(t -> replacements.getOrDefault(t, t));
    }
    return !replacements.isEmpty();
  }

  /// A block that ends as a whole other block does falls through into that one, once for each.
  private void shareTails() {
    var fallenInto = Collections.newSetFromMap(new IdentityHashMap<CodeBlock, Boolean>());
    var blocks = reachable(entry);
    for (var block : blocks) {
      if (block.end instanceof End.Goto(var target)) {
        fallenInto.add(target);
      }
    }
    for (var tail : blocks) {
      if (tail == entry || tail.cold || tail.lines.isEmpty() || fallenInto.contains(tail)) {
        continue;
      }
      for (var block : blocks.reversed()) {
        int rest = block.lines.size() - tail.lines.size();
        if (block != tail
            && rest >= 0
            && !block.cold
            && !(block.end instanceof End.Gate)
            && !(block.end instanceof End.Test)
            && block.end.equals(tail.end)
            && insns(block).subList(rest, block.lines.size()).equals(insns(tail))) {
          block.lines.subList(rest, block.lines.size()).clear();
          block.end = new End.Goto(tail);
          break;
        }
      }
    }
  }

  /// One block leaves; others go there, which costs no more than to leave themselves.
  private void shareExit() {
    var blocks = reachable(entry);
    var exit =
        blocks.stream()
            .filter(b -> b.isExit() && b != entry)
            .findFirst()
            .orElseGet(() -> new CodeBlock(false, 0));
    for (var block : blocks) {
      if (block != exit && block.end instanceof End.Exit) {
        block.end = new End.Goto(exit);
      }
    }
    for (var block : blocks) {
      block.end = block.end.map(t -> t.isExit() ? exit : t);
    }
  }

  private static List<Insn> insns(CodeBlock block) {
    return block.lines.stream().map(CodeBlock.Line::insn).toList();
  }
}
