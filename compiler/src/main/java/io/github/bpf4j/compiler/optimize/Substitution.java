package io.github.bpf4j.compiler.optimize;

import io.github.bpf4j.compiler.ir.Function;
import io.github.bpf4j.compiler.ir.Value;
import java.util.IdentityHashMap;
import java.util.Map;

/// Values that stand in place of others.
final class Substitution {
  private final Map<Value, Value> replacements = new IdentityHashMap<>();

  void replace(Value value, Value by) {
    replacements.put(value, by);
  }

  boolean isEmpty() {
    return replacements.isEmpty();
  }

  /// What stands in place of `value`, itself if nothing does.
  Value of(Value value) {
    Value now = value;
    for (Value next = replacements.get(now); next != null; next = replacements.get(now)) {
      now = next;
    }
    return now;
  }

  /// Replaces every use in `function`.
  void apply(Function function) {
    if (replacements.isEmpty()) {
      return;
    }
    for (var block : function.blocks()) {
      block.instructions().forEach(i -> i.operands().replaceAll(this::of));
      block.terminate(block.terminator().mapValues(this::of));
    }
  }
}
