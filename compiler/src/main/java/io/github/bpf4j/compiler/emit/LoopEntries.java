package io.github.bpf4j.compiler.emit;

import io.github.bpf4j.compiler.emit.CodeBlock.End;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives a loop that begins with a test another such test in front of it, so that the first can stand
/// at the loop's bottom:
/// ```
/// goto test                  if not c goto out
/// body: …                    body: …
/// test: if c goto body       if c goto body
/// out: …                     out: …
/// ```
/// On the left the body falls back into the loop's first block, which Linux 6.1 refuses ("back-edge"):
/// there, only a jump may lead back.
final class LoopEntries {
  /// Longer tests are not copied; their loops end with one more jump.
  private static final int MAX_INSNS = 4;

  private LoopEntries() {}

  /// Adds what the loops that can be reached from `entry` need.
  static void run(CodeBlock entry) {
    boolean changed = true;
    while (changed) {
      var blocks = Cleanup.reachable(entry);
      changed =
          fallenBackInto(blocks).stream().anyMatch(test -> test != entry && copied(test, blocks));
    }
  }

  /// The blocks that a later one would fall into.
  private static Set<CodeBlock> fallenBackInto(List<CodeBlock> blocks) {
    var seen = Collections.newSetFromMap(new IdentityHashMap<CodeBlock, Boolean>());
    var result = new LinkedHashSet<CodeBlock>();
    for (var block : blocks) {
      seen.add(block);
      if (block.end instanceof End.Goto(var target) && seen.contains(target)) {
        result.add(target);
      }
    }
    return result;
  }

  private static boolean copied(CodeBlock test, List<CodeBlock> blocks) {
    if (!(test.end instanceof End.Test end) || test.lines.size() > MAX_INSNS) {
      return false;
    }
    int first = blocks.indexOf(test);
    var loop = loop(test, blocks.subList(first, blocks.size()));
    if (loop.contains(end.then()) == loop.contains(end.otherwise())) {
      return false;
    }
    var copy = new CodeBlock(test.cold, Math.max(0, test.depth - 1));
    copy.lines.addAll(test.lines);
    copy.end = end;
    for (var block : blocks.subList(0, first)) {
      block.end = block.end.map(target -> target == test ? copy : target);
    }
    return true;
  }

  /// The blocks from which one gets to `first` without leaving `blocks`, those that come no earlier.
  private static Set<CodeBlock> loop(CodeBlock first, List<CodeBlock> blocks) {
    var loop = Collections.newSetFromMap(new IdentityHashMap<CodeBlock, Boolean>());
    Optional<CodeBlock> another = Optional.of(first);
    while (another.isPresent()) {
      another =
          blocks.stream()
              .filter(block -> !loop.contains(block))
              .filter(block ->
                  block.end.targets().stream().anyMatch(t -> t == first || loop.contains(t)))
              .findFirst();
      another.ifPresent(loop::add);
    }
    return loop;
  }
}
