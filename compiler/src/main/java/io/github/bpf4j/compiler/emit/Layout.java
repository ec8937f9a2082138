package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts blocks in a row so that few jumps are needed: each block that is followed by one of its
/// targets saves one. Chains of such blocks are made first where a jump would always be needed, then
/// at tests, which need one of two. Only a jump or a test leads back, see [LoopEntries]. Cold chains go
/// last.
final class Layout {
  private final CodeBlock entry;
  private final List<CodeBlock> blocks;
  private final Map<CodeBlock, Integer> numbers = new IdentityHashMap<>();
  private final Map<CodeBlock, Integer> predecessors = new IdentityHashMap<>();
  private final Map<CodeBlock, CodeBlock> next = new IdentityHashMap<>();
  private final Map<CodeBlock, CodeBlock> previous = new IdentityHashMap<>();

  private Layout(CodeBlock entry) {
    this.entry = entry;
    blocks = new ArrayList<>(Cleanup.reachable(entry));
    for (var block : blocks) {
      numbers.put(block, numbers.size());
      block.end.targets().forEach(t -> predecessors.merge(t, 1, Integer::sum));
    }
  }

  /// The blocks that can be reached from `entry` in their order. After a gate comes its enabled
  /// target, and its disabled target somewhere below.
  static List<CodeBlock> of(CodeBlock entry) {
    return new Layout(entry).order();
  }

  private List<CodeBlock> order() {
    for (var block : List.copyOf(blocks)) {
      if (block.end instanceof End.Gate(int site, var enabled, var disabled)
          && !link(block, enabled)) {
        var way = stepTo(enabled);
        block.end = new End.Gate(site, way, disabled);
        link(block, way);
      }
    }
    blocks.stream()
        .filter(b -> b.end instanceof End.Goto(var target) && !isBack(b, target))
        .sorted(
            Comparator.<CodeBlock, Boolean>comparing(b -> b.cold).thenComparingInt(b -> -b.depth))
        .forEach(b -> link(b, b.end.targets().getFirst()));
    for (var block : blocks) {
      if (block.end instanceof End.Test test) {
        var candidates = new ArrayList<CodeBlock>();
        candidates.add(test.otherwise());
        if (test.isInvertible()) {
          candidates.add(test.then());
        }
        candidates.sort(
            Comparator.<CodeBlock, Boolean>comparing(b -> b.cold)
                .thenComparing(b -> predecessors.getOrDefault(b, 1) > 1)
                .thenComparingInt(b -> -b.depth));
        for (var target : candidates) {
          if (link(block, target)) {
            break;
          }
        }
      }
    }
    var result = new ArrayList<CodeBlock>();
    blocks.stream()
        .filter(b -> !previous.containsKey(b))
        .sorted(
            Comparator.<CodeBlock, Boolean>comparing(b -> b != entry)
                .thenComparing(b -> b.cold)
                .thenComparingInt(b -> numbers.getOrDefault(b, 0)))
        .forEach(head -> addChain(head, result));
    for (var block : List.copyOf(result)) {
      if (block.end instanceof End.Gate(int site, var enabled, var disabled)
          && result.indexOf(disabled) <= result.indexOf(block)) {
        var way = stepTo(disabled);
        block.end = new End.Gate(site, enabled, way);
        result.add(way);
      }
    }
    return result;
  }

  private CodeBlock stepTo(CodeBlock target) {
    var step = new CodeBlock(target.cold, target.depth);
    step.end = new End.Goto(target);
    numbers.put(step, numbers.size());
    blocks.add(step);
    return step;
  }

  private void addChain(CodeBlock head, List<CodeBlock> result) {
    for (@Nullable CodeBlock block = head; block != null; block = next.get(block)) {
      result.add(block);
    }
  }

  /// Lets `second` follow `first`, if neither has such a neighbour yet and no ring comes of it.
  private boolean link(CodeBlock first, CodeBlock second) {
    if (second == entry || next.containsKey(first) || previous.containsKey(second)) {
      return false;
    }
    for (@Nullable CodeBlock block = first; block != null; block = previous.get(block)) {
      if (block == second) {
        return false;
      }
    }
    next.put(first, second);
    previous.put(second, first);
    return true;
  }

  private boolean isBack(CodeBlock from, CodeBlock to) {
    return numbers.getOrDefault(to, 0) <= numbers.getOrDefault(from, 0);
  }
}
